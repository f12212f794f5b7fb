//! The provisioning files of a directory, for the commands that only read them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::device::published::{self, Published};
use crate::error::Error;
use crate::settings::Limits;
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
    let macs: BTreeSet<Mac> = listing.macs().collect();
    Ok(macs.into_iter().flat_map(move |mac| {
        let name = mac.file_name();
        let path = directory.path();
        let other = listing.misnamed(mac).map(|misnamed| BaseFile {
            mac,
            path: path.join(misnamed),
            says: Err(if listing.has(mac) {
                format!("the base asks for {name}, which is there too; remove this file")
            } else {
                format!("the base asks for {name}; rename the file")
            }),
        });
        let own = listing.has(mac).then(|| BaseFile {
            mac,
            path: path.join(name),
            says: read(&directory, mac),
        });
        own.into_iter().chain(other)
    }))
}

fn read(directory: &Directory, mac: Mac) -> Result<Published, String> {
    let bytes = match directory.in_place(mac, Limits::default()) {
        InPlace::File(bytes) => bytes,
        InPlace::Absent => return Err("it was there a moment ago and is gone now".into()),
        InPlace::Unreadable(why) => return Err(why),
    };
    let says = published::read(&bytes).map_err(|error| error.to_string())?;
    if says.mac.is_some_and(|named| named != mac) {
        return Err("the file is for another base".into());
    }
    match says.doubt() {
        Some(why) => Err(why),
        None => Ok(says),
    }
}
