//! Access control lists, which Linux keeps as extended attributes.

use std::fs::File;
use std::io;
use std::path::Path;

use rustix::fs::{XattrFlags, fgetxattr, fremovexattr, fsetxattr, lgetxattr};
use rustix::io::Errno;

/// Extended attributes that hold an access control list: POSIX, and NFS version 4.
const LISTS: [&str; 2] = ["system.posix_acl_access", "system.nfs4_acl"];
/// The most bytes that Linux allows for the value of an extended attribute.
const MOST: usize = 64 * 1024;

/// Gives the file the access control lists of the one that it will replace.
pub(super) fn take_over(file: &File, target: &Path) -> io::Result<()> {
    LISTS.iter().try_for_each(|name| {
        take_over_one(file, target, name).map_err(|error| {
            let what = format!("its access control list cannot be kept: {error}");
            io::Error::new(error.kind(), what)
        })
    })
}

/// Copies one access control list. Where the target has none, the file may have one all the same: the
/// default list of its directory.
fn take_over_one(file: &File, target: &Path, name: &str) -> io::Result<()> {
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
