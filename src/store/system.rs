//! What differs between operating systems. No other module knows on which one it runs.
//!
//! | | Linux | macOS | Windows |
//! |---|---|---|---|
//! | a file in place hands down | mode, owner, access control list | mode, owner | nothing: the new file has the rights of its directory |
//! | a private file | mode 0600 | mode 0600 | has the rights of its directory |
//! | bringing files to the disk | the whole disk at once | file by file | file by file |
//! | a file that somebody has open | is replaced | is replaced | is replaced, if it was opened so that it may be |

#[cfg_attr(target_os = "linux", path = "system/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "system/file_by_file.rs")]
mod disk;
#[cfg_attr(unix, path = "system/unix.rs")]
#[cfg_attr(windows, path = "system/windows.rs")]
mod own;

pub(super) use disk::{sync_disk, sync_written};
pub use own::harden;
pub(crate) use own::is_same_file;
pub(super) use own::{
    before_signals, create, is_at, is_pipe, is_private, list, open, open_directory, open_itself,
    open_lock, open_locked, rename, set_mode, sync_names, take_over,
};
