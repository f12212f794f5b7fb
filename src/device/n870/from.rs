//! A file of the family -> a template.

use crate::device::from::{FromError, Made};

pub(super) fn template_of(_: &[u8]) -> Result<Made, FromError> {
    Err(FromError("not yet".into()))
}
