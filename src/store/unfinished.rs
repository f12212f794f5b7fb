//! Files that are not finished yet. Each is written under a hidden name beside its target, and is
//! removed unless it takes its target's place, also when a signal ends the program.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::TempPath;

use super::system::{self, create};
use crate::value::Mac;

const PREFIX: &str = ".dect-roster-";
const SUFFIX: &str = ".tmp";
/// How many random letters and digits a name has.
const RANDOM: usize = 12;

/// The unfinished files of this process. While it is locked, no file takes its target's place.
static UNFINISHED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes all unfinished files. From then on no file takes its target's place, so the caller must end
/// the program.
pub fn abandon() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        let _ = fs::remove_file(path);
    }
    mem::forget(unfinished);
}

/// An unfinished file. Dropping it removes it.
#[derive(Debug)]
pub(super) struct Unfinished {
    // Fields are dropped in this order: the file is removed before its name is forgotten.
    path: TempPath,
    _listed: Listed,
    /// Keeps the lock that tells [`clear`] that somebody still writes.
    _lock: Option<File>,
}

/// A name that [`abandon`] removes.
#[derive(Debug)]
struct Listed(PathBuf);

impl Listed {
    fn new(path: &Path) -> Self {
        unfinished().insert(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().remove(&self.0);
    }
}

impl Unfinished {
    /// Begins the file of a base. Its name tells the base, and the hold on the directory keeps all
    /// others away, so what has this name already was left by a run that was killed.
    pub(super) fn of_base(target: &Path) -> io::Result<(Self, File)> {
        let mut name = PREFIX.to_owned();
        name.push_str(&target.file_name().unwrap_or_default().to_string_lossy());
        name.push_str(SUFFIX);
        let path = TempPath::try_from_path(target.with_file_name(name))?;
        let listed = Listed::new(&path);
        let file = match create(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(&path).and_then(|()| create(&path))
            }
            created => created,
        };
        let new = Self {
            path,
            _listed: listed,
            _lock: None,
        };
        Ok((new, file?))
    }

    /// Begins any other file. Several runs may write the same target at once, so the name is random.
    pub(super) fn beside(target: &Path) -> io::Result<(Self, File)> {
        clear_beside(target);
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM);
        let made = builder.make_in(directory_of(target), |path| {
            let listed = Listed::new(path);
            let file = create(path)?;
            // Some file systems have no locks. There nobody clears the file either.
            let _ = file.lock();
            if !system::is_at(&file, path)? {
                // `clear` was faster; another name is tried.
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            Ok((listed, file))
        })?;
        let ((listed, file), path) = made.into_parts();
        let new = Self {
            path,
            _listed: listed,
            _lock: Some(file.try_clone()?),
        };
        Ok((new, file))
    }

    /// Takes the place of the target.
    pub(super) fn replace(self, target: &Path) -> io::Result<()> {
        let all = unfinished();
        let replaced = system::rename(&self.path, target);
        drop(all);
        replaced?;
        // There is nothing left to remove.
        let _ = self.path.keep();
        Ok(())
    }

    /// Takes the place of the target, where nothing is yet.
    pub(super) fn take_free_place(self, target: &Path) -> io::Result<()> {
        let all = unfinished();
        let Self { path, _listed, .. } = self;
        let created = path.persist_noclobber(target);
        drop(all);
        created.map_err(|failed| failed.error)
    }
}

/// The directory of a file.
pub(crate) fn directory_of(path: &Path) -> &Path {
    let parent = path.parent();
    parent
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// What an unfinished file is to become, as its name says; `None` for any other file.
pub(super) fn target_of(name: &OsStr) -> Option<&str> {
    name.to_str()?.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)
}

/// Removes what killed runs left beside a single file, as far as that can be done.
fn clear_beside(target: &Path) {
    let entries = fs::read_dir(directory_of(target));
    for entry in entries.into_iter().flatten().flatten() {
        // A base's file is not locked while it waits for the others; a build clears those.
        if target_of(&entry.file_name()).is_some_and(|name| Mac::from_file_name(name).is_none()) {
            let _ = clear(&entry.path());
        }
    }
}

/// Removes an unfinished file that a killed run left. One that is still written is locked and stays;
/// so does one of which that cannot be said.
pub(super) fn clear(path: &Path) -> io::Result<()> {
    let opened = system::open_locked(path);
    // The lock is held until the file is gone, so that nobody can begin to write it in between.
    let is_left = match &opened {
        Ok(file) => file.try_lock().is_ok(),
        Err(error) => error.kind() != io::ErrorKind::PermissionDenied,
    };
    if !is_left {
        return Ok(());
    }
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
