#!/bin/sh
# Example of user data (run once by cloud-init, as root) for an image with Slurm, munge and /opt/slurm-ec2/compute on
# it. Replace the two values. The munge key is fetched with the instance profile's permissions and stands in no
# launch template, no image and no repository.
set -eu

munge_key_parameter=/mycluster/munge-key
controller=head.example.internal:6817

# A SecureString of the Parameter Store that holds the key in base64.
umask 077
aws ssm get-parameter --name "$munge_key_parameter" --with-decryption --query Parameter.Value --output text |
  base64 -d >/etc/munge/munge.key.new
# munged refuses keys under 32 bytes; an empty file here would mean that the parameter could not be read.
[ "$(wc -c </etc/munge/munge.key.new)" -ge 32 ]
chown munge:munge /etc/munge/munge.key.new
chmod 0400 /etc/munge/munge.key.new
mv -f /etc/munge/munge.key.new /etc/munge/munge.key
umask 022

# Debian, Ubuntu: /etc/default/slurmd; RHEL and its kin: /etc/sysconfig/slurmd.
options=/etc/default/slurmd
[ ! -d /etc/sysconfig ] || options=/etc/sysconfig/slurmd
printf 'SLURMD_OPTIONS="--conf-server=%s"\n' "$controller" >"$options"

mkdir -p /etc/systemd/system/slurmd.service.d
cp /opt/slurm-ec2/compute/slurmd.service.d/slurm-ec2.conf /etc/systemd/system/slurmd.service.d/
systemctl daemon-reload
systemctl restart munge
systemctl enable --now slurmd
