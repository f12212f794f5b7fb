//! Files that must stay as they are.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::SystemTime;

/// A file as it must stay, to the byte and to the time of its last change.
#[derive(Clone, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: Vec<u8>,
    /// Tells a file from another that took its place.
    pub identity: u64,
    pub mode: u32,
    pub modified: SystemTime,
}

impl std::fmt::Debug for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        write!(
            f,
            "{} {:o} {:?}\n{text}",
            self.identity, self.mode, self.modified
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
            identity: identity(&metadata),
            mode: mode(&metadata),
            modified: metadata.modified().unwrap(),
        };
        (entry.file_name().into_string().unwrap(), stamp)
    };
    entries.map(stamp).collect()
}

/// The inode.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// When the file was created: a file that replaces another has its own time.
#[cfg(windows)]
fn identity(metadata: &Metadata) -> u64 {
    std::os::windows::fs::MetadataExt::creation_time(metadata)
}

/// Who may read a file, as an access mode. Windows has none, so there nothing is expected.
pub fn expect_mode(path: &Path, expected: u32) {
    if cfg!(unix) {
        let found = mode(&fs::symlink_metadata(path).unwrap()) & 0o7777;
        assert_eq!(found, expected, "{}", path.display());
    }
}

/// Sets an access mode, where there are such.
pub fn set_mode(path: &Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(windows)]
    let _ = (path, mode);
}

#[cfg(unix)]
fn mode(metadata: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(metadata)
}

#[cfg(windows)]
fn mode(metadata: &Metadata) -> u32 {
    std::os::windows::fs::MetadataExt::file_attributes(metadata)
}
