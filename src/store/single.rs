//! Single files: reports, and files that are created once.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Seek};
use std::path::Path;

use super::PRIVATE;
use super::system;
use super::unfinished::{Unfinished, directory_of};
use crate::error::Error;
use crate::settings::Format;

/// Who may read a single file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// A new file gets this mode; a file in place keeps its own, with its owner.
    Mode(u32),
    /// The user who runs the program and nobody else, whatever is in place.
    Private,
}

impl Access {
    /// Who may read a report, where new files have this mode.
    #[must_use]
    pub fn of_report(format: Format, mode: u32) -> Self {
        if format.holds_passwords() {
            Self::Private
        } else {
            Self::Mode(mode)
        }
    }
}

/// Creates a file that contains passwords, with mode 0600.
///
/// # Errors
/// As [`create`].
pub fn create_private(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    create(path, PRIVATE, write)
}

/// Creates a file, which appears under its name once it is complete.
///
/// # Errors
/// When the name is taken, because nothing is overwritten, or when the system refuses something or
/// `write` fails.
pub fn create(
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => Error::Usage(format!(
            "{} is there already; it is not overwritten, so give another name",
            path.display()
        )),
        _ => Error::io("create", path)(error),
    };
    match fs::symlink_metadata(path) {
        Ok(_) => return Err(failed(io::ErrorKind::AlreadyExists.into())),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        Err(_) => {}
    }
    let (unfinished, _) = stage(path, Access::Mode(mode), write)?;
    unfinished.take_free_place(path).map_err(failed)?;
    sync_directory_of(path)
}

/// Replaces a single file, such as a report, unless it already says the same.
///
/// # Errors
/// Whatever the system refuses, or `write` returns.
pub fn replace_file(
    path: &Path,
    access: Access,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    let (unfinished, new) = stage(path, access, write)?;
    if is_same(new, path, access).unwrap_or(false) {
        return Ok(());
    }
    let replaced = unfinished.replace(path);
    replaced.map_err(Error::io("replace", path))?;
    sync_directory_of(path)
}

/// Finds out whether a report can be written, as far as that shows before: whether its directory is
/// there and can be written to, and its name is one that a file may have.
///
/// # Errors
/// Whatever the system refuses.
pub fn can_replace(path: &Path) -> Result<(), Error> {
    let tried = match fs::symlink_metadata(path) {
        Ok(in_place) if in_place.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Unfinished::beside(path).map(drop),
    };
    tried.map_err(Error::io("write the report", path))
}

/// Writes a file beside its target, and gives it back with what it was written through.
fn stage(
    target: &Path,
    access: Access,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(Unfinished, File), Error> {
    let written = Unfinished::beside(target).and_then(|(unfinished, file)| {
        prepare(&file, target, access)?;
        let mut buffered = BufWriter::new(file);
        write(&mut buffered)?;
        let file = buffered.into_inner()?;
        file.sync_all()?;
        Ok((unfinished, file))
    });
    written.map_err(Error::io("write", target))
}

/// Says who may read a file, before its first byte is written: it may hold passwords.
pub(super) fn prepare(file: &File, target: &Path, access: Access) -> io::Result<()> {
    let Access::Mode(mode) = access else {
        return system::set_mode(file, PRIVATE);
    };
    match fs::symlink_metadata(target) {
        Ok(in_place) if in_place.is_file() => system::take_over(file, target, &in_place),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        // A link is replaced, not followed, and has no mode of its own.
        _ => system::set_mode(file, mode),
    }
}

fn sync_directory_of(path: &Path) -> Result<(), Error> {
    system::open_directory(directory_of(path))
        .and_then(|directory| system::sync_names(&directory))
        .map_err(Error::io("sync the directory of", path))
}

/// Whether the file in place has the content, and as few readers, as the new one. That one is read through
/// what wrote it, for on Windows nobody else may read a file that is locked.
fn is_same(mut new: File, in_place: &Path, access: Access) -> io::Result<bool> {
    let (own, there) = (new.metadata()?, fs::symlink_metadata(in_place)?);
    let others_may_read = access == Access::Private && !system::is_private(&there, &own);
    if others_may_read || !there.is_file() || there.len() != own.len() {
        return Ok(false);
    }
    new.rewind()?;
    // Piece by piece: the report of a million rows is bigger than all else together.
    let [mut a, mut b] = [BufReader::new(new), BufReader::new(File::open(in_place)?)];
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.len() == right.len());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        a.consume(length);
        b.consume(length);
    }
}
