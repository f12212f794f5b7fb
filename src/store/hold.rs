//! Who may write into a directory: one run at a time, or the shards of one run side by side.
//!
//! A hidden directory has a file for each run that writes: `1-of-1` for one without shards, `3-of-8`
//! for the third of eight. A run first locks its own file and then tries the files of other numbers of
//! shards: one that is locked belongs to a run that still writes. So of two such runs that start at the
//! same moment at least one sees the other.
//!
//! The locks are on files that were opened for writing, for only those reach the other machines that
//! have the directory mounted over NFS; a lock on a directory holds on its own machine only.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::system;
use crate::error::Error;
use crate::settings::shard::Shard;

/// The hidden directory in the directory of the files.
const PLACE: &str = ".dect-roster";

/// The right to write into a directory, until it is dropped.
#[derive(Debug)]
pub(super) struct Hold {
    path: PathBuf,
    /// Closing it releases the lock. `None` once it is closed.
    locked: Option<File>,
}

impl Hold {
    /// Takes hold of a directory, and clears what runs left that had another number of shards and were
    /// killed.
    ///
    /// # Errors
    /// [`Error::Busy`] while another run holds it, and whatever the system refuses.
    pub fn take(directory: &Path, shard: Shard) -> Result<Self, Error> {
        let place = directory.join(PLACE);
        let path = place.join(shard.file_name());
        let hold = loop {
            make(&place)?;
            // The run that ended last may remove file and directory at any moment before the lock.
            if let Some(locked) = lock(&path, directory)? {
                break Self {
                    path,
                    locked: Some(locked),
                };
            }
        };
        let listed = |error| Error::io("list", &place)(error);
        for entry in system::list(&place).map_err(listed)? {
            let entry = entry.map_err(listed)?;
            let run = entry.file_name().to_str().and_then(Shard::from_file_name);
            if run.is_some_and(|run| run.count() != shard.count())
                && let Some(_locked) = lock(&entry.path(), directory)?
            {
                fs::remove_file(entry.path()).map_err(Error::io("remove", entry.path()))?;
            }
        }
        Ok(hold)
    }
}

impl Drop for Hold {
    /// Removes the file while it is still locked, and the directory with the last one. What cannot be
    /// removed does no harm. Windows may keep the name of a removed file until it is closed.
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
        self.locked = None;
        let _ = self.path.parent().map(fs::remove_dir);
    }
}

/// Makes the hidden directory. A link in its place would have locks taken, and files removed, somewhere
/// else.
fn make(place: &Path) -> Result<(), Error> {
    match fs::create_dir(place) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(Error::io("create the directory", place)(error))
        }
        _ if place.is_symlink() => {
            let error = io::Error::from(io::ErrorKind::NotADirectory);
            Err(Error::io("use", place)(error))
        }
        _ => Ok(()),
    }
}

/// Locks the file of a run that is not there, or was killed. `None` where the file was removed
/// meanwhile.
fn lock(path: &Path, directory: &Path) -> Result<Option<File>, Error> {
    let file = match system::open_lock(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened.map_err(Error::io("open", path))?,
    };
    match file.try_lock() {
        Ok(()) => match system::is_at(&file, path) {
            Ok(is_there) => Ok(Some(file).filter(|_| is_there)),
            Err(error) => Err(Error::io("lock", path)(error)),
        },
        Err(TryLockError::WouldBlock) => Err(Error::Busy(directory.to_owned())),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", path)(error)),
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
    fn a_run_leaves_nothing_and_clears_what_killed_ones_left() {
        let temporary = tempfile::tempdir().unwrap();
        let place = temporary.path().join(PLACE);
        drop(Hold::take(temporary.path(), shard("2/3")).unwrap());
        assert!(names(temporary.path()).is_empty());
        fs::create_dir(&place).unwrap();
        for name in ["1-of-1", "2-of-3", "1-of-2", "2-of-2"] {
            fs::write(place.join(name), "").unwrap();
        }
        let first = Hold::take(temporary.path(), shard("1/2")).unwrap();
        assert_eq!(names(&place), ["1-of-2", "2-of-2"]);
        drop(first);
        drop(Hold::take(temporary.path(), Shard::WHOLE).unwrap());
        assert!(names(temporary.path()).is_empty());
    }

    /// Every run removes its file when it ends, and here others open and remove it meanwhile.
    #[test]
    fn of_many_that_come_and_go_only_one_is_in() {
        only_one_is_in(&["1/1"]);
        only_one_is_in(&["1/1", "1/2", "2/3"]);
    }

    fn only_one_is_in(shards: &[&str]) {
        let temporary = tempfile::tempdir().unwrap();
        let directory = temporary.path();
        let within = std::sync::atomic::AtomicUsize::new(0);
        let taken = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for shard in shards.iter().cycle().take(9) {
                let shard = self::shard(shard);
                let (within, taken) = (&within, &taken);
                scope.spawn(move || {
                    for _ in 0..200 {
                        match Hold::take(directory, shard) {
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

    #[cfg(unix)]
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
