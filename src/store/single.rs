//! Single files: reports, and files that are created once.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::PRIVATE;
use super::access::{self, Access};
use super::unfinished::{Unfinished, directory_of};
use crate::error::Error;

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
    let unfinished = stage(path, Access::Mode(mode), write)?;
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
    let unfinished = stage(path, access, write)?;
    if is_same(unfinished.path(), path, access).unwrap_or(false) {
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

fn stage(
    target: &Path,
    access: Access,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<Unfinished, Error> {
    let written = Unfinished::beside(target).and_then(|(unfinished, file)| {
        access::take_over(&file, target, access)?;
        let mut buffered = BufWriter::new(file);
        write(&mut buffered)?;
        buffered.flush()?;
        buffered.get_ref().sync_all()?;
        Ok(unfinished)
    });
    written.map_err(Error::io("write", target))
}

fn sync_directory_of(path: &Path) -> Result<(), Error> {
    File::open(directory_of(path))
        .and_then(|directory| directory.sync_all())
        .map_err(Error::io("sync the directory of", path))
}

/// Whether the file in place has the content, and as few readers, as the new one.
fn is_same(new: &Path, in_place: &Path, access: Access) -> io::Result<bool> {
    if access == Access::Private && !access::is_private(in_place, &fs::metadata(new)?) {
        return Ok(false);
    }
    same_content(new, in_place)
}

fn same_content(a: &Path, b: &Path) -> io::Result<bool> {
    let metadata = fs::symlink_metadata(b)?;
    if !metadata.is_file() || metadata.len() != fs::metadata(a)?.len() {
        return Ok(false);
    }
    // Piece by piece: the report of a million rows is bigger than all else together.
    let [mut a, mut b] = [
        BufReader::new(File::open(a)?),
        BufReader::new(File::open(b)?),
    ];
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
