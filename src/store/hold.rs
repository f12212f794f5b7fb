//! Who may write into a directory: one run at a time, or the shards of one run side by side.
//!
//! A hidden directory has a file for each run that writes: `1-of-1` for one without shards, `3-of-8`
//! for the third of eight. The run locks its file for as long as it lasts, so a second one with the
//! same file is turned away, and so is one that finds a file locked that is of another number of
//! shards. To look and to lock is one step: whoever does it has the `gate` locked meanwhile.
//!
//! The locks are on files that were opened for writing, for only those reach the other machines that
//! have the directory mounted over NFS; a lock on a directory holds on its own machine only.
//!
//! A shard leaves in its file what it found, its part of the report, and empties it when it starts.
//! So what another shard finds in it is always of the last run, and of one that came to its end.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::REPORT;
use crate::error::Error;
use crate::settings::shard::Shard;

/// The hidden directory in the directory of the files.
const PLACE: &str = ".dect-roster";
/// The file that is locked while somebody looks who writes.
const GATE: &str = "gate";
/// The mode of the files in it: the parts of a report are for those who may read the report.
const MODE: u32 = 0o640;

/// The right to write into a directory, until it is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    place: PathBuf,
    shard: Shard,
    own: File,
}

/// The parts of all shards. While this is here, no other shard leaves or gathers any.
#[derive(Debug)]
pub struct Gathered {
    /// What each of the other shards has left; nothing of one that is not done.
    pub parts: Vec<Vec<u8>>,
    _gate: File,
}

impl Hold {
    /// Takes hold of a directory, and clears what runs left that had another number of shards.
    ///
    /// The report that shards wrote together goes: until all of them are done again there is none.
    ///
    /// # Errors
    /// [`Error::Busy`] while another run holds it, and whatever the system refuses.
    pub fn take(directory: &Path, shard: Shard) -> Result<Self, Error> {
        let place = directory.join(PLACE);
        let gate = enter(&place)?;
        for (other, path) in runs(&place)? {
            if other.count() != shard.count() {
                lock(&path, directory)?;
                fs::remove_file(&path).map_err(Error::io("remove", &path))?;
            }
        }
        let path = place.join(shard.file_name());
        let own = lock(&path, directory)?;
        own.set_len(0).map_err(Error::io("write", &path))?;
        if !shard.is_whole() {
            remove_if_there(&directory.join(REPORT))?;
        }
        drop(gate);
        Ok(Self { place, shard, own })
    }

    /// Leaves this shard's part, and returns those of the others.
    pub fn gather(&self, part: &[u8]) -> Result<Gathered, Error> {
        let gate = enter(&self.place)?;
        let path = |shard: Shard| self.place.join(shard.file_name());
        let mut own = &self.own;
        own.write_all(part)
            .and_then(|()| own.sync_all())
            .map_err(Error::io("write", path(self.shard)))?;
        let others = self.shard.all().filter(|other| *other != self.shard);
        let parts = others
            .map(|other| match fs::read(path(other)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
                read => read.map_err(Error::io("read", path(other))),
            })
            .collect::<Result<_, _>>()?;
        Ok(Gathered { parts, _gate: gate })
    }
}

impl Drop for Hold {
    /// A run without shards leaves nothing. What a shard found, the others may still need.
    fn drop(&mut self) {
        if !self.shard.is_whole() {
            return;
        }
        // What cannot be removed now is of no harm: the next run takes it over.
        if let Ok(_gate) = enter(&self.place) {
            let _ = fs::remove_file(self.place.join(self.shard.file_name()));
            let _ = fs::remove_file(self.place.join(GATE));
            let _ = fs::remove_dir(&self.place);
        }
    }
}

/// Locks the gate, as soon as those before are through.
fn enter(place: &Path) -> Result<File, Error> {
    let path = place.join(GATE);
    loop {
        match fs::create_dir(place) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(Error::io("create the directory", place)(error));
            }
            // A link would have the locks of another place taken, and files emptied there.
            _ if place.is_symlink() => {
                let error = io::Error::from(io::ErrorKind::NotADirectory);
                return Err(Error::io("use", place)(error));
            }
            _ => {}
        }
        let gate = match open(&path) {
            // The run that ended last has removed the directory in between.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened.map_err(Error::io("open", &path))?,
        };
        gate.lock().map_err(Error::io("lock", &path))?;
        // Or the gate, while this one waited.
        let stands = File::open(&path).and_then(|now| Ok(identity(&now)? == identity(&gate)?));
        if stands.unwrap_or(false) {
            return Ok(gate);
        }
    }
}

fn identity(file: &File) -> io::Result<(u64, u64)> {
    let metadata = file.metadata()?;
    Ok((metadata.dev(), metadata.ino()))
}

/// The runs that have a file, those that have ended among them.
fn runs(place: &Path) -> Result<Vec<(Shard, PathBuf)>, Error> {
    let listed = |error| Error::io("list", place)(error);
    let mut runs = Vec::new();
    for entry in fs::read_dir(place).map_err(listed)? {
        let entry = entry.map_err(|error| Error::io("list", place)(error))?;
        let shard = entry.file_name().to_str().and_then(Shard::from_file_name);
        runs.extend(shard.map(|shard| (shard, entry.path())));
    }
    Ok(runs)
}

/// Locks the file of a run that is not there, or has ended.
fn lock(path: &Path, directory: &Path) -> Result<File, Error> {
    let file = open(path).map_err(Error::io("open", path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Busy(directory.to_owned())),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", path)(error)),
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(MODE)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)
}

fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Error::io("remove", path)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shard(text: &str) -> Shard {
        text.parse().unwrap()
    }

    fn names(directory: &Path) -> Vec<String> {
        let names = fs::read_dir(directory).unwrap();
        let mut names: Vec<_> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_shards_of_a_run_write_side_by_side_and_nobody_else() {
        let temporary = tempfile::tempdir().unwrap();
        let take = |text| Hold::take(temporary.path(), shard(text));
        let first = take("1/2").unwrap();
        let second = take("2/2").unwrap();
        for other in ["1/2", "2/2", "1/3", "3/3", "1/1"] {
            assert!(matches!(take(other), Err(Error::Busy(_))), "{other}");
        }
        drop(first);
        assert!(matches!(take("1/1"), Err(Error::Busy(_))));
        let again = take("1/2").unwrap();
        drop((second, again));
        let other = take("2/3").unwrap();
        assert!(matches!(take("1/2"), Err(Error::Busy(_))));
        drop(other);
        let whole = take("1/1").unwrap();
        assert!(matches!(take("1/2"), Err(Error::Busy(_))));
        assert!(matches!(take("1/1"), Err(Error::Busy(_))));
        drop(whole);
        take("1/2").unwrap();
    }

    #[test]
    fn a_run_without_shards_leaves_nothing_of_its_own_or_of_shards() {
        let temporary = tempfile::tempdir().unwrap();
        drop(Hold::take(temporary.path(), shard("2/3")).unwrap());
        assert_eq!(names(&temporary.path().join(PLACE)), ["2-of-3", GATE]);
        drop(Hold::take(temporary.path(), shard("1/2")).unwrap());
        assert_eq!(names(&temporary.path().join(PLACE)), ["1-of-2", GATE]);
        let whole = Hold::take(temporary.path(), Shard::WHOLE).unwrap();
        assert_eq!(names(&temporary.path().join(PLACE)), ["1-of-1", GATE]);
        drop(whole);
        assert!(names(temporary.path()).is_empty());
    }

    #[test]
    fn what_a_shard_left_is_gone_as_soon_as_it_starts_again() {
        let temporary = tempfile::tempdir().unwrap();
        let take = |text| Hold::take(temporary.path(), shard(text)).unwrap();
        let (first, second) = (take("1/2"), take("2/2"));
        assert_eq!(first.gather(b"one").unwrap().parts, [b""]);
        assert_eq!(second.gather(b"two").unwrap().parts, [b"one"]);
        fs::write(temporary.path().join(REPORT), "of both").unwrap();
        drop((first, second));
        let first = take("1/2");
        assert!(!temporary.path().join(REPORT).exists());
        let second = take("2/2");
        assert_eq!(second.gather(b"three").unwrap().parts, [b""]);
        assert_eq!(first.gather(b"four").unwrap().parts, [b"three"]);
    }

    /// Runs without shards remove the gate when they end, and here every one ends while others wait
    /// at it.
    #[test]
    fn of_many_that_come_and_go_only_one_is_in() {
        let temporary = tempfile::tempdir().unwrap();
        let within = std::sync::atomic::AtomicUsize::new(0);
        let taken = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        match Hold::take(temporary.path(), Shard::WHOLE) {
                            Ok(hold) => {
                                let order = std::sync::atomic::Ordering::SeqCst;
                                assert_eq!(within.fetch_add(1, order), 0);
                                taken.fetch_add(1, order);
                                within.fetch_sub(1, order);
                                drop(hold);
                            }
                            Err(Error::Busy(_)) => std::thread::yield_now(),
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                });
            }
        });
        assert!(taken.into_inner() > 0);
        assert!(names(temporary.path()).is_empty());
    }

    #[test]
    fn a_link_in_the_place_of_a_lock_is_not_followed() {
        let temporary = tempfile::tempdir().unwrap();
        let elsewhere = temporary.path().join("elsewhere");
        fs::write(&elsewhere, "not ours").unwrap();
        fs::create_dir(temporary.path().join(PLACE)).unwrap();
        let link = temporary.path().join(PLACE).join("1-of-2");
        std::os::unix::fs::symlink(&elsewhere, link).unwrap();
        assert!(Hold::take(temporary.path(), shard("1/2")).is_err());
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "not ours");
    }
}
