//! The provisioning files of a directory, for the commands that only read them.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::limits::Limits;
use crate::publish::{self, Directory, InPlace};
use crate::published::{self, Published};
use crate::value::Mac;

/// The file of a base, and what it says or why it cannot be used.
pub(crate) struct BaseFile {
    pub mac: Mac,
    pub path: PathBuf,
    pub says: Result<Published, String>,
}

/// Reads every base's file in the order of the MAC addresses, one at a time.
pub(crate) fn base_files(from: &Path) -> Result<impl Iterator<Item = BaseFile>, Error> {
    publish::must_be_directory(from).map_err(Error::io("find the directory", from))?;
    let directory = Directory::look_at(from);
    let listing = directory.list()?;
    let mut macs: Vec<Mac> = listing.macs().collect();
    macs.sort_unstable();
    Ok(macs.into_iter().map(move |mac| BaseFile {
        mac,
        path: directory
            .path()
            .join(listing.misnamed(mac).map_or(mac.file_name(), str::to_owned)),
        says: read(&directory, mac),
    }))
}

fn read(directory: &Directory, mac: Mac) -> Result<Published, String> {
    let bytes = match directory.in_place(mac, Limits::default()) {
        InPlace::File(bytes) => bytes,
        InPlace::Absent => {
            return Err(format!(
                "the base asks for {}; rename the file",
                mac.file_name()
            ));
        }
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
