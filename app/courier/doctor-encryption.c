/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-private.h"

#include <glib/gi18n-lib.h>

/* TLS and the certificate (B36). */

#define WARNING_DAYS 14

static void
write_session (AnserDoctorCase       *self,
               const AnserDoctorTalk *talk)
{
  if (talk->tls_version != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "version", _("Version"),
                             talk->handshake, "%s", talk->tls_version);
  if (talk->cipher_suite != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "cipher-suite", _("Cipher suite"), -1,
                             "%s", talk->cipher_suite);
}

/* The certificate */

static void
write_text (AnserDoctorCase *self,
            const char      *key,
            const char      *label,
            const char      *text)
{
  if (text != NULL && *text != '\0')
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, key, label, -1, "%s", text);
}

static void
write_validity (AnserDoctorCase        *self,
                const AnserCertificate *certificate)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *from = g_date_time_format (certificate->not_before, "%Y-%m-%d");
  g_autofree char *until = g_date_time_format (certificate->not_after, "%Y-%m-%d");
  int days = (int) (g_date_time_difference (certificate->not_after, now) / G_TIME_SPAN_DAY);

  write_text (self, "valid-from", _("Valid from"), from);
  if (g_date_time_compare (certificate->not_after, now) < 0)
    write_text (self, "valid-until", _("Valid until"), until);
  else
    anser_doctor_report_add (self->report,
                             days < WARNING_DAYS ? ANSER_DOCTOR_NOTE : ANSER_DOCTOR_OK,
                             "valid-until", _("Valid until"), -1,
                             ngettext ("%s, %d day from now", "%s, %d days from now", days), until,
                             days);
}

static void
write_certificate (AnserDoctorCase        *self,
                   const AnserCertificate *certificate)
{
  g_autofree char *names = g_strjoinv (", ", certificate->names);

  write_text (self, "subject", _("Certificate of"), certificate->subject);
  write_text (self, "names", _("Valid for"), names);
  write_text (self, "issuer", _("Issued by"), certificate->issuer);
  write_validity (self, certificate);
  anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "key", _("Key"), -1,
                           _("%s with %u bits, signed with %s"), certificate->key_type,
                           certificate->key_bits, certificate->signature);
  write_text (self, "fingerprint", _("Fingerprint"), certificate->fingerprint);
}

/* What the rules hold against it */

static const struct
{
  AnserCertificateFault  fault;
  const char            *key;
  const char            *sentence;
} faults[] = {
  { ANSER_CERTIFICATE_FAULT_OTHER_THAN_PINNED, "other-than-pinned",
    N_("It is not the one that you pinned.") },
  { ANSER_CERTIFICATE_FAULT_REVOKED, "revoked", N_("It was withdrawn by its issuer.") },
  { ANSER_CERTIFICATE_FAULT_WRONG_NAME, "wrong-name",
    N_("It is made out to other names than the server's.") },
  { ANSER_CERTIFICATE_FAULT_SELF_SIGNED, "self-signed",
    N_("It is signed by nobody but itself.") },
  { ANSER_CERTIFICATE_FAULT_UNKNOWN_AUTHORITY, "unknown-authority",
    N_("It comes from an authority that this computer does not know.") },
  { ANSER_CERTIFICATE_FAULT_EXPIRED, "expired", N_("It has expired.") },
  { ANSER_CERTIFICATE_FAULT_NOT_YET_VALID, "not-yet-valid", N_("It is not valid yet.") },
  { ANSER_CERTIFICATE_FAULT_WEAK, "weak", N_("Its key or its signature is not safe any more.") },
};

static void
write_fault (AnserDoctorCase       *self,
             const AnserDoctorTalk *talk)
{
  /* Where a pin lets it pass, it is only worth knowing. */
  AnserDoctorLevel level = talk->tls_version != NULL ? ANSER_DOCTOR_NOTE : ANSER_DOCTOR_PROBLEM;

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (faults[i].fault == talk->fault)
      anser_doctor_report_add (self->report, level, faults[i].key, _("Verification"), -1, "%s",
                               _(faults[i].sentence));
}

static void
write_verdict (AnserDoctorCase       *self,
               const AnserDoctorTalk *talk)
{
  const AnserServer *server = self->server;

  if (talk->tls_version != NULL && server->pin != NULL)
    write_text (self, "pinned", _("Verification"), _("It is the one that you pinned."));
  else if (talk->tls_version != NULL)
    anser_doctor_report_add (self->report, ANSER_DOCTOR_OK, "trusted", _("Verification"), -1,
                             server->ca_file != NULL
                               ? _("It is made out to %s, valid now, and issued by an authority "
                                   "of your file.")
                               : _("It is made out to %s, valid now, and issued by an authority "
                                   "that this computer trusts."), server->host);
  write_fault (self, talk);
}

static void
write_behind (AnserDoctorCase *self)
{
  if (anser_doctor_case_is_behind (self))
    anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "behind", _("Behind it"), -1,
                             _("Without a password, Anser looked at the server behind this "
                               "certificate all the same; what follows may be somebody else's. "
                               "It says: “%s”"), self->second->record->greeting);
}

void
anser_doctor_write_encryption (AnserDoctorCase *self)
{
  const AnserDoctorTalk *talk = self->talk;

  anser_doctor_report_begin (self->report, "encryption", _("Encryption"));
  if (self->server->security == ANSER_SECURITY_NONE)
    {
      anser_doctor_report_add (self->report, ANSER_DOCTOR_NOTE, "none", "", -1, "%s",
                               _("There is none, because you allowed it: others on the way can "
                                 "read the messages and the password."));
      return;
    }

  if (anser_doctor_talk_get_failure (talk) == ANSER_DOCTOR_FAILED_ENCRYPTION)
    anser_doctor_report_add_error (self->report, "problem", "TLS", -1, talk->error);
  if (anser_doctor_case_is_behind (self))
    write_session (self, self->second);
  else
    write_session (self, talk);
  if (talk->certificate != NULL)
    {
      write_certificate (self, talk->certificate);
      write_verdict (self, talk);
    }
  write_behind (self);
}
