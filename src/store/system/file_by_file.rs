//! Systems that cannot sync a whole file system sync each file when it is written.

use std::fs::File;
use std::io;

/// Returns when the file is on the disk.
pub(in crate::store) fn sync_written(file: &File) -> io::Result<()> {
    file.sync_all()
}

/// Does nothing: each file is on the disk already.
#[allow(clippy::unnecessary_wraps, reason = "Linux syncs here")]
pub(in crate::store) fn sync_disk(_: &File) -> io::Result<()> {
    Ok(())
}
