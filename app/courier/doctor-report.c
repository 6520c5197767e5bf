/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-courier"

#include "doctor-report.h"

#include <glib/gi18n-lib.h>
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

char *
anser_doctor_report_describe_delay (gint64 delay)
{
  double ms = (double) delay / G_TIME_SPAN_MILLISECOND;

  /* Translators: milliseconds */
  return ms < 10 ? g_strdup_printf (_("%.1f ms"), ms) : g_strdup_printf (_("%.0f ms"), ms);
}

static void
append_line (GString               *text,
             const AnserDoctorLine *line)
{
  static const char signs[] = {
    [ANSER_DOCTOR_OK] = ' ', [ANSER_DOCTOR_NOTE] = '*', [ANSER_DOCTOR_PROBLEM] = '!'
  };
  g_autofree char *delay = NULL;

  if (line->delay >= 0)
    delay = anser_doctor_report_describe_delay (line->delay);
  g_string_append_printf (text, "%c %s%s%s", signs[line->level], line->label,
                          *line->label != '\0' && *line->text != '\0' ? ": " : "", line->text);
  if (delay != NULL)
    g_string_append_printf (text, " (%s)", delay);
  g_string_append_c (text, '\n');
}

char *
anser_doctor_report_to_text (const AnserDoctorReport *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (self->server);
  g_string_append_c (text, '\n');
  for (unsigned i = 0; i < self->sections->len; i++)
    {
      const AnserDoctorSection *section = g_ptr_array_index (self->sections, i);

      g_string_append_printf (text, "\n%s\n", section->title);
      for (unsigned k = 0; k < section->lines->len; k++)
        append_line (text, g_ptr_array_index (section->lines, k));
    }

  return g_string_free (text, FALSE);
}
