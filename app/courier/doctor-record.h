/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "accounts/account.h"
#include "engine/capabilities.h"

G_BEGIN_DECLS

/**
 * AnserDoctorStage:
 *
 * Where in a session something was heard.
 */
typedef enum
{
  ANSER_DOCTOR_BEFORE_TLS,
  ANSER_DOCTOR_BEFORE_LOGIN,
  ANSER_DOCTOR_AFTER_LOGIN,
} AnserDoctorStage;

#define ANSER_DOCTOR_N_STAGES 3

/**
 * AnserDoctorDelay:
 * @command: its first word, "greeting", or "…" for an answer to a challenge
 * @delay: microseconds until the first line of the reply
 */
typedef struct
{
  char   *command;
  gint64  delay;
} AnserDoctorDelay;

/**
 * AnserDoctorRecord:
 * @greeting: (nullable): the first line that the server said
 * @greeted: when, in microseconds of the monotonic clock
 * @last: (nullable): the last one
 * @waiting_for: (nullable): the command that has no reply
 * @capabilities: what CAPA or EHLO listed at each stage (each nullable)
 * @delays: (element-type AnserDoctorDelay)
 *
 * What a conversation shows, taken from its trace line by line as it happens. It is bounded: a
 * server that does not stop talking fills no memory.
 */
typedef struct
{
  char              *greeting;
  gint64             greeted;
  char              *last;
  char              *waiting_for;
  AnserCapabilities *capabilities[ANSER_DOCTOR_N_STAGES];
  GPtrArray         *delays;

  /*< private >*/
  AnserProtocol      protocol;
  AnserDoctorStage   stage;
  gint64             asked;
  AnserCapabilities *listing;           /* (nullable): being read now */
} AnserDoctorRecord;

/* @encrypted: TLS stands before the first word. */
AnserDoctorRecord *anser_doctor_record_new       (AnserProtocol            protocol,
                                                  gboolean                 encrypted);
void               anser_doctor_record_free      (AnserDoctorRecord       *self);

/* A line of the trace, heard or said at @now (microseconds of the monotonic clock). */
void               anser_doctor_record_add       (AnserDoctorRecord       *self,
                                                  const char              *line,
                                                  gint64                   now);

/* What was listed last; NULL if nothing was. */
AnserCapabilities *anser_doctor_record_get_latest (const AnserDoctorRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserDoctorRecord, anser_doctor_record_free)

G_END_DECLS
