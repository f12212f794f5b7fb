//! Which device a base is.

use std::collections::BTreeMap;

use super::bases::Bases;
use crate::device::Device;
use crate::value::Mac;

/// What says which device a base is, besides its row in a bases table.
#[derive(Debug, Clone)]
pub struct Devices {
    /// The device whose built-in template somebody asked for.
    pub asked: Option<&'static Device>,
    /// What the files in place are those of, where it is not the device of the run's own template.
    pub in_place: BTreeMap<Mac, &'static Device>,
    /// The device of the run's own template.
    pub own: &'static Device,
}

impl Default for Devices {
    fn default() -> Self {
        Self {
            asked: None,
            in_place: BTreeMap::new(),
            own: Device::DEFAULT,
        }
    }
}

impl Devices {
    /// The device of a base: what its row says, else what was asked for, else what its file in place is.
    pub(super) fn of(&self, bases: &Bases, mac: Mac) -> &'static Device {
        let named = self.named(bases, mac);
        let in_place = || self.in_place.get(&mac).copied();
        named.or_else(in_place).unwrap_or(self.own)
    }

    /// Whether a row or a file is of another device than a base is taken for of which nothing is said.
    pub(super) fn has_others(&self, bases: &Bases) -> bool {
        let named = bases.rows().filter_map(|(_, row)| row.device);
        let mut devices = named.chain(self.in_place.values().copied());
        devices.any(|device| !device.is_like(self.own))
    }

    /// The device of a base, where somebody named it.
    pub(super) fn named(&self, bases: &Bases, mac: Mac) -> Option<&'static Device> {
        let row = bases.of(mac).and_then(|row| row.device);
        row.or(self.asked)
    }
}
