//! The provisioning files of a directory, for the commands that only read them.

use std::path::{Path, PathBuf};

use crate::device::Device;
use crate::device::published::Published;
use crate::error::Error;
use crate::settings::Limits;
use crate::site::device_of;
use crate::store::{self, Directory, InPlace};
use crate::value::Mac;

/// The file of a base, and what it says or why it cannot be used.
pub(crate) struct BaseFile {
    pub mac: Mac,
    pub path: PathBuf,
    pub says: Result<Published, String>,
}

/// Reads every base's file in the order of the MAC addresses, one at a time.
pub(crate) fn base_files(from: &Path) -> Result<impl Iterator<Item = BaseFile>, Error> {
    store::must_be_directory(from).map_err(Error::io("find the directory", from))?;
    let directory = Directory::look_at(from);
    let listing = directory.list()?;
    let macs: Vec<Mac> = listing.macs().collect();
    Ok(macs.into_iter().flat_map(move |mac| {
        let names = listing.names(mac);
        let device = |name: &String| device_of(&directory, mac, name);
        // A name in upper case is right as long as nothing says that the base is another device.
        let device = names.iter().find_map(device).unwrap_or(Device::DEFAULT);
        let asked = device.layout.file_name(mac);
        let is_there = names.contains(&asked);
        let file = |name: &String| BaseFile {
            mac,
            path: directory.path().join(name),
            says: if *name == asked {
                read(&directory, mac, device, name)
            } else if is_there {
                Err(format!(
                    "the base asks for {asked}, which is there too; remove this file"
                ))
            } else {
                Err(format!("the base asks for {asked}; rename the file"))
            },
        };
        let (own, others): (Vec<_>, Vec<_>) = names
            .iter()
            .map(file)
            .partition(|it| it.path.ends_with(&asked));
        own.into_iter().chain(others)
    }))
}

fn read(directory: &Directory, mac: Mac, device: &Device, name: &str) -> Result<Published, String> {
    let bytes = match directory.in_place(name, Limits::default()) {
        InPlace::File(bytes) => bytes,
        InPlace::Absent => return Err("it was there a moment ago and is gone now".into()),
        InPlace::Unreadable(why) => return Err(why),
    };
    let says = device.read(&bytes).map_err(|error| error.to_string())?;
    if says.mac.is_some_and(|named| named != mac) {
        return Err("the file is for another base".into());
    }
    match says.doubt() {
        Some(why) => Err(why),
        None => Ok(says),
    }
}
