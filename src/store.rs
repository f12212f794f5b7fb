//! The output directory: reading what is in place, and replacing files whole.
//!
//! A new file is written beside its target under a name of its own. Once all of them are on the
//! disk they are renamed, so that a crash at any moment leaves each target the old file or the new
//! one, whole. One run at a time holds the directory, or the shards of one; what a killed run left is
//! cleared by the next.

mod disk;
mod hold;
pub(crate) mod read;
mod single;
mod system;
mod unfinished;

pub use single::{Access, can_replace, create, create_private, replace_file};
pub use system::harden;
pub(crate) use system::is_same_file;
pub use unfinished::abandon;
pub(crate) use unfinished::directory_of;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::settings::shard::Shard;
use crate::settings::{Limits, MB};
use crate::value::Mac;
use disk::Disk;
use hold::Hold;
use unfinished::Unfinished;

/// The report that `build` writes into the directory when no other is asked for.
pub const REPORT: &str = "report.csv";
/// The mode of what holds passwords and is no provisioning file: for its owner only.
const PRIVATE: u32 = 0o600;

/// A directory of provisioning files.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    /// `None` when nothing is to be written.
    writing: Option<Writing>,
}

/// What it takes to write into a directory.
#[derive(Debug)]
struct Writing {
    _hold: Hold,
    disk: Disk,
}

/// Which bases have a file in a directory.
#[derive(Debug, Default)]
pub struct Listing {
    /// The names that are a MAC address in any letter case, by the address.
    files: BTreeMap<Mac, Vec<String>>,
}

impl Listing {
    /// The bases that have a file, well named or not.
    pub fn macs(&self) -> impl Iterator<Item = Mac> {
        self.files.keys().copied()
    }

    /// The names of a base's files.
    #[must_use]
    pub fn names(&self, mac: Mac) -> &[String] {
        self.files.get(&mac).map_or(&[], Vec::as_slice)
    }
}

/// A file that is beside its target and waits to take its place. One that is dropped is removed; what
/// cannot be removed is cleared by the next run.
#[derive(Debug)]
#[must_use = "a staged file takes its place when it is committed"]
pub struct Staged {
    unfinished: Unfinished,
    target: PathBuf,
}

impl Staged {
    fn replace(self) -> Result<(), Error> {
        let replaced = self.unfinished.replace(&self.target);
        replaced.map_err(Error::io("replace", self.target))
    }
}

/// What is at the place of a base's file. Not `Debug`: a file holds passwords.
pub enum InPlace {
    /// Nothing.
    Absent,
    /// A file with this content.
    File(Vec<u8>),
    /// Something that is not to be read; why.
    Unreadable(String),
}

impl Directory {
    /// Looks at a directory without the intention to write; it need not be there.
    #[must_use]
    pub fn look_at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            writing: None,
        }
    }

    /// Opens a directory for writing: makes it if it is not there, holds it against other runs, but
    /// not against other shards of the same, and clears what a killed run left of this share.
    ///
    /// # Errors
    /// [`Error::Busy`] while another run holds it, and whatever the system refuses.
    pub fn open(path: &Path, shard: Shard) -> Result<Self, Error> {
        match must_be_directory(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(path).map_err(Error::io("create the directory", path))?;
            }
            found => found.map_err(Error::io("open the directory", path))?,
        }
        let directory = Self {
            path: path.to_owned(),
            writing: Some(Writing {
                _hold: Hold::take(path, shard)?,
                disk: Disk::of(path).map_err(Error::io("open the directory", path))?,
            }),
        };
        directory.clear_unfinished(shard)?;
        Ok(directory)
    }

    /// The path of the directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the directory was opened for writing.
    #[must_use]
    fn is_writable(&self) -> bool {
        self.writing.is_some()
    }

    /// Finds the provisioning files of the directory by their names.
    ///
    /// # Errors
    /// When it cannot be listed. One that is not there has no files.
    pub fn list(&self) -> Result<Listing, Error> {
        let failed = |error| Error::io("list", &self.path)(error);
        let mut listing = Listing::default();
        let entries = match fs::read_dir(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.is_writable() => {
                return Ok(listing);
            }
            entries => entries.map_err(failed)?,
        };
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            let Some(name) = name.to_str() else { continue };
            if let Some(mac) = Mac::from_file_name(name) {
                listing.files.entry(mac).or_default().push(name.to_owned());
            }
        }
        for names in listing.files.values_mut() {
            names.sort_unstable();
        }
        Ok(listing)
    }

    /// The first bytes of a file; none where it is no plain file.
    ///
    /// # Errors
    /// Whatever the system refuses.
    pub fn head(&self, name: &str) -> io::Result<Vec<u8>> {
        const LENGTH: u64 = 4096;
        let mut head = Vec::new();
        let file = system::open_itself(&self.path.join(name))?;
        if file.metadata()?.is_file() {
            file.take(LENGTH).read_to_end(&mut head)?;
        }
        Ok(head)
    }

    /// Reads the file of a base. Only a plain file is read: a link may lead out of the directory, and
    /// a pipe may never end. Nor is one that is far too large for a base.
    #[must_use]
    pub fn in_place(&self, name: &str, limits: Limits) -> InPlace {
        let path = self.path.join(name);
        let most = limits.provisioning_file_mb;
        let read = |mut file: File| {
            let metadata = file.metadata()?;
            if !metadata.is_file() {
                return Ok(InPlace::Unreadable("it is not a plain file".into()));
            }
            if metadata.len() > most.saturating_mul(MB) {
                return Ok(InPlace::Unreadable(format!(
                    "it has more than {most} MB; if it is meant, raise provisioning_file_mb under \
                     [limits] in dect-roster.toml"
                )));
            }
            let len = usize::try_from(metadata.len()).unwrap_or(0);
            let mut bytes = Vec::with_capacity(len + 1);
            file.read_to_end(&mut bytes).map(|_| InPlace::File(bytes))
        };
        match system::open_itself(&path).and_then(read) {
            Ok(in_place) => in_place,
            Err(error) if error.kind() == io::ErrorKind::NotFound => InPlace::Absent,
            Err(_) if path.is_symlink() => InPlace::Unreadable("it is a symbolic link".into()),
            Err(error) => InPlace::Unreadable(error.to_string()),
        }
    }

    /// Writes the new file of a base beside its target. It becomes the base's file when it is
    /// committed; until then nothing in place has changed. `None` where nothing is to be written.
    ///
    /// # Errors
    /// Whatever the system refuses; what was begun is removed.
    pub fn stage(&self, name: &str, bytes: &[u8], mode: u32) -> Result<Option<Staged>, Error> {
        let Some(writing) = &self.writing else {
            return Ok(None);
        };
        let target = self.path.join(name);
        let written = Unfinished::of_base(&target).and_then(|(unfinished, mut file)| {
            single::prepare(&file, &target, Access::Mode(mode))?;
            file.write_all(bytes)?;
            system::sync_written(&file)?;
            Ok(unfinished)
        });
        let unfinished = written.map_err(Error::io("write", &target))?;
        writing.disk.wrote(bytes.len());
        Ok(Some(Staged { unfinished, target }))
    }

    /// Puts staged files in the place of their targets, all of them on the disk.
    ///
    /// # Errors
    /// Whatever the system refuses. Each target is then the old file or the new one, and the error
    /// says which; what did not take its place is removed.
    pub fn commit(&mut self, staged: Vec<Staged>) -> Result<(), Error> {
        let Some(writing) = self.writing.as_mut().filter(|_| !staged.is_empty()) else {
            return Ok(());
        };
        let synced = writing.disk.sync_files();
        synced.map_err(Error::io("sync", &self.path))?;
        let all = staged.len();
        let mut last = None;
        for (done, file) in staged.into_iter().enumerate() {
            let name = file.target.file_name().map(OsStr::to_owned);
            file.replace().map_err(|error| match last.take() {
                None => error,
                Some(last) => error.after(format!(
                    "{done} of {all} new files are in place, up to {}; the rest is as it was",
                    Path::new(&last).display()
                )),
            })?;
            last = name;
        }
        writing.disk.sync_names().map_err(|error| {
            let what = format!(
                "all {all} new files are in place; after a power failure they may be the old ones"
            );
            Error::io("sync", &self.path)(error).after(what)
        })
    }

    fn clear_unfinished(&self, shard: Shard) -> Result<(), Error> {
        let listed = |error| Error::io("list", &self.path)(error);
        for entry in fs::read_dir(&self.path).map_err(listed)? {
            let entry = entry.map_err(|error| Error::io("list", &self.path)(error))?;
            let is_own = |target| Mac::from_file_name(target).is_none_or(|mac| shard.owns(mac));
            if unfinished::target_of(&entry.file_name()).is_some_and(is_own) {
                unfinished::clear(&entry.path()).map_err(Error::io("remove", entry.path()))?;
            }
        }
        Ok(())
    }
}

/// From now on Ctrl-C and its like remove the unfinished files, which may hold passwords, before they
/// end the program.
pub fn clear_up_on_signals() {
    system::before_signals(abandon);
}

/// Finds a directory.
///
/// # Errors
/// When it is not there, or something else is.
pub fn must_be_directory(path: &Path) -> io::Result<()> {
    if fs::metadata(path)?.is_dir() {
        Ok(())
    } else {
        Err(io::ErrorKind::NotADirectory.into())
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use std::fs::Permissions;
    #[cfg(unix)]
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    const NAME: &str = "7C2F80123456.xml";

    fn mac() -> Mac {
        "7C2F80123456".parse().unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_replaced_whole_and_keeps_its_mode() {
        let temporary = tempfile::tempdir().unwrap();
        let target = temporary.path().join(NAME);
        let mut directory = Directory::open(temporary.path(), Shard::WHOLE).unwrap();
        let staged = directory.stage(NAME, b"one", 0o640).unwrap().unwrap();
        assert!(matches!(
            directory.in_place(NAME, Limits::default()),
            InPlace::Absent
        ));
        directory.commit(vec![staged]).unwrap();
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o640);
        fs::set_permissions(&target, Permissions::from_mode(0o604)).unwrap();
        let staged = directory.stage(NAME, b"two", 0o640).unwrap().unwrap();
        directory.commit(vec![staged]).unwrap();
        assert!(
            matches!(directory.in_place(NAME, Limits::default()), InPlace::File(bytes) if bytes == b"two")
        );
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o604);
        drop(directory);
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_killed_run_left_is_cleared() {
        let temporary = tempfile::tempdir().unwrap();
        for name in [
            ".dect-roster-7C2F80123456.xml.tmp",
            ".dect-roster-7C2F80123457.xml.tmp",
            ".dect-roster-report.csv.tmp",
            "keep.txt",
        ] {
            fs::write(temporary.path().join(name), "half").unwrap();
        }
        let names = || {
            let names = fs::read_dir(temporary.path()).unwrap();
            let mut names: Vec<_> = names
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name != ".dect-roster")
                .collect();
            names.sort();
            names
        };
        let shard: Shard = "3/3".parse().unwrap();
        assert!(shard.owns(mac()));
        drop(Directory::open(temporary.path(), shard).unwrap());
        let left = [".dect-roster-7C2F80123457.xml.tmp", "keep.txt"];
        assert_eq!(names(), left, "the base is another shard's");
        drop(Directory::open(temporary.path(), Shard::WHOLE).unwrap());
        assert_eq!(names(), ["keep.txt"]);
    }

    #[test]
    fn where_nothing_is_to_be_written_nothing_is_staged() {
        let temporary = tempfile::tempdir().unwrap();
        let directory = Directory::look_at(temporary.path());
        assert!(directory.stage(NAME, b"one", 0o640).unwrap().is_none());
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_not_read() {
        let temporary = tempfile::tempdir().unwrap();
        let secret = temporary.path().join("secret");
        fs::write(&secret, "x").unwrap();
        let target = temporary.path().join(NAME);
        std::os::unix::fs::symlink(&secret, &target).unwrap();
        let directory = Directory::look_at(temporary.path());
        assert!(
            matches!(directory.in_place(NAME, Limits::default()), InPlace::Unreadable(why) if why.contains("link"))
        );
        fs::remove_file(&target).unwrap();
        fs::create_dir(&target).unwrap();
        assert!(
            matches!(directory.in_place(NAME, Limits::default()), InPlace::Unreadable(why) if why.contains("plain"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_report_that_says_the_same_is_not_written() {
        let temporary = tempfile::tempdir().unwrap();
        let path = temporary.path().join("report.csv");
        let write = |text: &'static str| {
            replace_file(&path, Access::Mode(0o640), |file| {
                file.write_all(text.as_bytes())
            })
        };
        write("one").unwrap();
        let inode = fs::metadata(&path).unwrap().ino();
        write("one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().ino(), inode);
        write("onE").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "onE");
        write("two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
    }
    #[cfg(unix)]
    #[test]
    fn a_private_file_is_its_owners_even_where_the_one_in_place_is_not() {
        let temporary = tempfile::tempdir().unwrap();
        let path = temporary.path().join("report.xlsx");
        let write = || replace_file(&path, Access::Private, |file| file.write_all(b"secret"));
        let mode = || fs::metadata(&path).unwrap().mode() & 0o777;
        write().unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        write().unwrap();
        assert_eq!(mode(), 0o600);
    }
}
