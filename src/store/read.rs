//! Opening files to read: plain files only, and of those that are read whole only small ones.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::system;

/// How large a config or a template may be, in bytes. The built-in template has not even a hundredth
/// of it.
const SMALL: u64 = 1_000_000;

/// Opens a plain file, and says how many bytes it has. A pipe may never end, nor a device.
pub(crate) fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = system::open(path)?;
    let metadata = file.metadata()?;
    let kind = metadata.file_type();
    let refused = |kind, what| Err(io::Error::new(kind, format!("it is {what}, not a file")));
    if kind.is_file() {
        Ok((file, metadata.len()))
    } else if kind.is_dir() {
        refused(io::ErrorKind::IsADirectory, "a directory")
    } else if system::is_pipe(&metadata) {
        refused(io::ErrorKind::InvalidInput, "a pipe")
    } else {
        refused(io::ErrorKind::InvalidInput, "a device")
    }
}

/// Reads a config or a template.
pub(crate) fn read_small(path: &Path) -> io::Result<String> {
    let what = "it is not in UTF-8";
    String::from_utf8(read_small_bytes(path)?)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, what))
}

/// Reads a small file that may have any encoding.
pub(crate) fn read_small_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let (file, len) = open(path)?;
    if len > SMALL {
        let what = "it has more than 1 MB, a hundred times as much as such a file needs";
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
    }
    let mut bytes = Vec::new();
    file.take(SMALL).read_to_end(&mut bytes)?;
    Ok(bytes)
}
