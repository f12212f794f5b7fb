//! A provisioning file -> a template that writes the same for the same people.

pub(super) mod text;

use thiserror::Error;

use super::Device;

/// A template made of a provisioning file.
#[derive(Debug)]
pub struct Made {
    /// The template.
    pub source: String,
    /// What is in the file and will not be in what the template writes.
    pub left_out: Vec<String>,
}

/// Why a file cannot become a template.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct FromError(pub(super) String);

/// Makes a template of a provisioning file.
///
/// # Errors
/// When the file cannot be understood, repeats the password of an account where no account is, or has
/// something that a template cannot say.
pub fn from_file(bytes: &[u8]) -> Result<Made, FromError> {
    let device = Device::recognized(bytes).unwrap_or(Device::DEFAULT);
    device.layout.template_of(bytes)
}
