"""The staff's side: drafts, review and sign-off."""
