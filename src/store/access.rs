//! Who may read and write a file that takes the place of another.

use std::fs::{self, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::Path;

use rustix::fs::{XattrFlags, fgetxattr, fremovexattr, fsetxattr, lgetxattr};
use rustix::io::Errno;

use super::PRIVATE;
use crate::settings::Format;

/// Extended attributes that hold an access control list: POSIX, and NFS version 4.
const LISTS: [&str; 2] = ["system.posix_acl_access", "system.nfs4_acl"];
/// The most bytes that Linux allows for the value of an extended attribute.
const MOST: usize = 64 * 1024;

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

/// Gives the file the owner, mode and access control list of the one that it will replace, before its
/// first byte is written: it may hold passwords.
pub(super) fn take_over(file: &File, target: &Path, access: Access) -> io::Result<()> {
    let Access::Mode(mode) = access else {
        // It was created with this mode, but a default list of the directory may be on it.
        return file.set_permissions(Permissions::from_mode(PRIVATE));
    };
    let in_place = match fs::symlink_metadata(target) {
        Ok(in_place) if in_place.is_file() => in_place,
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        // A link is replaced, not followed, and has no mode of its own.
        _ => return file.set_permissions(Permissions::from_mode(mode)),
    };
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (in_place.uid(), in_place.gid()) {
        fchown(file, Some(in_place.uid()), Some(in_place.gid()))?;
    }
    file.set_permissions(Permissions::from_mode(in_place.mode() & 0o7777))?;
    for name in LISTS {
        take_over_list(file, target, name).map_err(|error| {
            let what = format!("its access control list cannot be kept: {error}");
            io::Error::new(error.kind(), what)
        })?;
    }
    Ok(())
}

/// Copies one access control list. Where the target has none, the file may have one all the same: the
/// default list of its directory.
fn take_over_list(file: &File, target: &Path, name: &str) -> io::Result<()> {
    let wanted = value(|buffer| lgetxattr(target, name, buffer))?;
    let own = value(|buffer| fgetxattr(file, name, buffer))?;
    match wanted {
        wanted if wanted == own => Ok(()),
        Some(list) => Ok(fsetxattr(file, name, &list, XattrFlags::empty())?),
        None => Ok(fremovexattr(file, name)?),
    }
}

/// The value of an extended attribute; `None` where there is none.
fn value(read: impl FnOnce(&mut [u8]) -> Result<usize, Errno>) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; MOST];
    match read(&mut buffer) {
        Ok(len) => {
            buffer.truncate(len);
            Ok(Some(buffer))
        }
        Err(Errno::NODATA | Errno::OPNOTSUPP) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Whether a file is one that only the owner of `like` may read.
pub(super) fn is_private(path: &Path, like: &Metadata) -> bool {
    fs::symlink_metadata(path)
        .is_ok_and(|in_place| in_place.mode() & 0o777 == PRIVATE && in_place.uid() == like.uid())
}
