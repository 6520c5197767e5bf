/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * AnserDoctorLevel:
 * @ANSER_DOCTOR_OK: as it should be
 * @ANSER_DOCTOR_NOTE: worth knowing
 * @ANSER_DOCTOR_PROBLEM: keeps mail from coming or going; the text says what to do
 */
typedef enum
{
  ANSER_DOCTOR_OK,
  ANSER_DOCTOR_NOTE,
  ANSER_DOCTOR_PROBLEM,
} AnserDoctorLevel;

/**
 * AnserDoctorLine:
 * @key: its name for programs, never translated, such as "cipher-suite"
 * @label: what it is about, in the user's language; "" for a whole sentence
 * @text: what was found
 * @delay: microseconds that it took, -1 where that is not measured
 */
typedef struct
{
  AnserDoctorLevel  level;
  char             *key;
  char             *label;
  char             *text;
  gint64            delay;
} AnserDoctorLine;

/**
 * AnserDoctorSection:
 * @key: its name for programs
 * @title: in the user's language
 * @lines: (element-type AnserDoctorLine)
 */
typedef struct
{
  char      *key;
  char      *title;
  GPtrArray *lines;
} AnserDoctorSection;

/**
 * AnserDoctorReport:
 * @server: whom it is about, as a URL without a password
 * @sections: (element-type AnserDoctorSection): none of them empty
 * @problem: (nullable): the first thing that keeps mail from coming or going
 *
 * What the doctor found at one server.
 */
typedef struct
{
  char      *server;
  GPtrArray *sections;
  GError    *problem;
} AnserDoctorReport;

#define ANSER_TYPE_DOCTOR_REPORT (anser_doctor_report_get_type ())

GType              anser_doctor_report_get_type (void) G_GNUC_CONST;

AnserDoctorReport *anser_doctor_report_new      (const char              *server);
AnserDoctorReport *anser_doctor_report_ref      (AnserDoctorReport       *self);
void               anser_doctor_report_unref    (AnserDoctorReport       *self);

/* What is added from here on belongs to this section. */
void               anser_doctor_report_begin    (AnserDoctorReport       *self,
                                                 const char              *key,
                                                 const char              *title);
void               anser_doctor_report_add      (AnserDoctorReport       *self,
                                                 AnserDoctorLevel         level,
                                                 const char              *key,
                                                 const char              *label,
                                                 gint64                   delay,
                                                 const char              *format,
                                                 ...) G_GNUC_PRINTF (6, 7);

/* A line of the level PROBLEM with @error's sentence, which is the report's problem if it is the
 * first. */
void               anser_doctor_report_add_error (AnserDoctorReport      *self,
                                                  const char             *key,
                                                  const char             *label,
                                                  gint64                  delay,
                                                  const GError           *error);

/* "12 ms". (transfer full) */
char              *anser_doctor_report_describe_delay (gint64             delay);

/* All of it as plain text, for a letter to somebody who can help. (transfer full) */
char              *anser_doctor_report_to_text  (const AnserDoctorReport *self);

/* The line with this key, NULL if there is none. */
const AnserDoctorLine *anser_doctor_report_find (const AnserDoctorReport *self,
                                                 const char              *section,
                                                 const char              *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnserDoctorReport, anser_doctor_report_unref)

G_END_DECLS
