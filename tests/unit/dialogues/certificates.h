/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Certificates for servers on 127.0.0.1, made anew for each test program. */

typedef enum
{
  CERTIFICATE_GOOD,
  CERTIFICATE_WRONG_NAME,
  CERTIFICATE_EXPIRED,
  CERTIFICATE_NOT_YET_VALID,
  CERTIFICATE_SELF_SIGNED,
  CERTIFICATE_FOREIGN,        /* signed by an authority that nobody knows */
} CertificateKind;

typedef struct
{
  char            *folder;
  char            *ca_file;
  GTlsCertificate *certificates[CERTIFICATE_FOREIGN + 1];
} Certificates;

Certificates *certificates_new  (void);
void          certificates_free (Certificates *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Certificates, certificates_free)
