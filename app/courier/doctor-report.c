/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-report.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (AnserDoctorReport, anser_doctor_report, anser_doctor_report_ref,
                     anser_doctor_report_unref)

static void
line_free (gpointer data)
{
  AnserDoctorLine *line = data;

  g_free (line->key);
  g_free (line->label);
  g_free (line->text);
  g_free (line);
}

static void
section_free (gpointer data)
{
  AnserDoctorSection *section = data;

  g_free (section->key);
  g_free (section->title);
  g_ptr_array_unref (section->lines);
  g_free (section);
}

AnserDoctorReport *
anser_doctor_report_new (const char *server)
{
  AnserDoctorReport *self = g_rc_box_new0 (AnserDoctorReport);

  self->server = g_strdup (server);
  self->sections = g_ptr_array_new_with_free_func (section_free);

  return self;
}

AnserDoctorReport *
anser_doctor_report_ref (AnserDoctorReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_rc_box_acquire (self);
}

static void
report_clear (gpointer data)
{
  AnserDoctorReport *self = data;

  g_free (self->server);
  g_ptr_array_unref (self->sections);
  g_clear_error (&self->problem);
}

void
anser_doctor_report_unref (AnserDoctorReport *self)
{
  g_return_if_fail (self != NULL);

  g_rc_box_release_full (self, report_clear);
}

void
anser_doctor_report_begin (AnserDoctorReport *self,
                           const char        *key,
                           const char        *title)
{
  AnserDoctorSection *section;

  g_return_if_fail (self != NULL);

  /* One that stayed empty makes room. */
  if (self->sections->len > 0)
    {
      section = g_ptr_array_index (self->sections, self->sections->len - 1);
      if (section->lines->len == 0)
        g_ptr_array_remove_index (self->sections, self->sections->len - 1);
    }

  section = g_new0 (AnserDoctorSection, 1);
  section->key = g_strdup (key);
  section->title = g_strdup (title);
  section->lines = g_ptr_array_new_with_free_func (line_free);
  g_ptr_array_add (self->sections, section);
}

static void
add (AnserDoctorReport *self,
     AnserDoctorLevel   level,
     const char        *key,
     const char        *label,
     gint64             delay,
     char              *text)
{
  AnserDoctorSection *section = g_ptr_array_index (self->sections, self->sections->len - 1);
  AnserDoctorLine *line = g_new0 (AnserDoctorLine, 1);

  line->level = level;
  line->key = g_strdup (key);
  line->label = g_strdup (label);
  line->text = text;
  line->delay = delay;
  g_ptr_array_add (section->lines, line);
}

void
anser_doctor_report_add (AnserDoctorReport *self,
                         AnserDoctorLevel   level,
                         const char        *key,
                         const char        *label,
                         gint64             delay,
                         const char        *format,
                         ...)
{
  va_list arguments;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->sections->len > 0);

  va_start (arguments, format);
  add (self, level, key, label, delay, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
anser_doctor_report_add_error (AnserDoctorReport *self,
                               const char        *key,
                               const char        *label,
                               gint64             delay,
                               const GError      *error)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (error != NULL);

  add (self, ANSER_DOCTOR_PROBLEM, key, label, delay, g_strdup (error->message));
  if (self->problem == NULL)
    self->problem = g_error_copy (error);
}

const AnserDoctorLine *
anser_doctor_report_find (const AnserDoctorReport *self,
                          const char              *section,
                          const char              *key)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (unsigned i = 0; i < self->sections->len; i++)
    {
      const AnserDoctorSection *here = g_ptr_array_index (self->sections, i);

      for (unsigned k = 0; strcmp (here->key, section) == 0 && k < here->lines->len; k++)
        {
          const AnserDoctorLine *line = g_ptr_array_index (here->lines, k);

          if (strcmp (line->key, key) == 0)
            return line;
        }
    }

  return NULL;
}
