"""Sending an archive to ordinary hosting: by SFTP, by rsync over ssh, or to an S3 store."""
