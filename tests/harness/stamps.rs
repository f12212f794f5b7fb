//! Files that must stay as they are.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// A file as it must stay, to the byte and to the time of its last change.
#[derive(Clone, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: Vec<u8>,
    pub inode: u64,
    pub mode: u32,
    pub modified: (i64, i64),
}

impl std::fmt::Debug for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        write!(
            f,
            "{} {:o} {:?}\n{text}",
            self.inode, self.mode, self.modified
        )
    }
}

/// Everything in a directory but the reports.
pub fn stamps(directory: &Path) -> BTreeMap<String, Stamp> {
    let mut stamps = all_stamps(directory);
    stamps.retain(|name, _| !name.starts_with("report"));
    stamps
}

/// Everything in a directory.
pub fn all_stamps(directory: &Path) -> BTreeMap<String, Stamp> {
    let entries = fs::read_dir(directory).unwrap();
    let stamp = |entry: std::io::Result<fs::DirEntry>| {
        let entry = entry.unwrap();
        let metadata = fs::symlink_metadata(entry.path()).unwrap();
        let stamp = Stamp {
            bytes: fs::read(entry.path()).unwrap_or_default(),
            inode: metadata.ino(),
            mode: metadata.mode(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        };
        (entry.file_name().into_string().unwrap(), stamp)
    };
    entries.map(stamp).collect()
}
