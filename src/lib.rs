//! Turns a roster of DECT handsets into provisioning files.
