/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "doctor-doors.h"
#include "doctor-report.h"
#include "doctor-talk.h"

G_BEGIN_DECLS

/**
 * AnserDoctorCase:
 * @server: as the user has set it, perhaps with a password
 * @address: (nullable): the mail address that belongs to it
 * @doors: the ways to it
 * @talk: (nullable): the session by the user's settings; %NULL where the name leads nowhere
 * @second: (nullable): a session by other settings, which helps to say what is wrong: behind a
 *   certificate that was turned down, or by another door; without a password
 * @report: what is written about it
 *
 * All that was found out at one server.
 */
typedef struct
{
  AnserServer       *server;
  AnserProtocol      protocol;
  char              *address;
  unsigned           patience;          /* milliseconds */
  AnserDoctorDoors  *doors;
  AnserDoctorTalk   *talk;
  AnserDoctorTalk   *second;
  AnserDoctorReport *report;
} AnserDoctorCase;

/**
 * AnserDoctorFailure:
 *
 * Where a session came to its end before its time.
 */
typedef enum
{
  ANSER_DOCTOR_FAILED_NOWHERE,
  ANSER_DOCTOR_FAILED_CONNECTING,
  ANSER_DOCTOR_FAILED_GREETING,
  ANSER_DOCTOR_FAILED_ENCRYPTION,
  ANSER_DOCTOR_FAILED_TALK,
  ANSER_DOCTOR_FAILED_LOGIN,
} AnserDoctorFailure;

AnserDoctorFailure anser_doctor_talk_get_failure (const AnserDoctorTalk *self);

/* Is @second a session behind the certificate that the first one turned down? */
gboolean           anser_doctor_case_is_behind   (const AnserDoctorCase *self);

/* What the server can do, as far as it is known; NULL if it told nothing. */
AnserCapabilities *anser_doctor_case_get_abilities (const AnserDoctorCase *self);

/* The port in use, the usual one filled in; and the URL of a server. */
unsigned           anser_doctor_port             (const AnserServer     *server,
                                                  AnserProtocol          protocol);
char              *anser_doctor_url              (const AnserServer     *server,
                                                  AnserProtocol          protocol);

/* Each writes a section of the report. */
void               anser_doctor_write_network    (AnserDoctorCase       *self);
void               anser_doctor_write_encryption (AnserDoctorCase       *self);
void               anser_doctor_write_abilities  (AnserDoctorCase       *self);
void               anser_doctor_write_login      (AnserDoctorCase       *self);
void               anser_doctor_write_mailbox    (AnserDoctorCase       *self);
void               anser_doctor_write_delays     (AnserDoctorCase       *self);
void               anser_doctor_write_quirks     (AnserDoctorCase       *self);
void               anser_doctor_write_decisions  (AnserDoctorCase       *self);

/* Did the server say no, and not the connection? */
gboolean           anser_doctor_is_refusal       (const GError          *error);

/* Bytes that a letter may have; 0 if the server does not say. */
gint64             anser_doctor_get_size_limit   (const AnserCapabilities *capabilities);

/* The mechanism that Anser takes first, "USER" for name and password without SASL; NULL with an
 * error if there is none. */
const char        *anser_doctor_choose_mechanism (const AnserDoctorCase *self,
                                                  GError               **error);

G_END_DECLS
