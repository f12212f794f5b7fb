//! Linux syncs a whole file system at once, which for many small files takes a fraction of the time.

use std::fs::File;
use std::io;

/// Does nothing: the file is on the disk once [`sync_disk`] has returned.
#[allow(clippy::unnecessary_wraps, reason = "other systems sync here")]
pub(in crate::store) fn sync_written(_: &File) -> io::Result<()> {
    Ok(())
}

/// Returns when all that was written on the disk of this directory has arrived. Write-back errors are
/// reported only to descriptors that were opened before them.
pub(in crate::store) fn sync_disk(directory: &File) -> io::Result<()> {
    Ok(rustix::fs::syncfs(directory)?)
}
