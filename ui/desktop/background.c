/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-desktop"

#include "config.h"

#include "desktop/background.h"

#include "desktop/autostart.h"

struct _AnserBackground
{
  GObject parent_instance;

  GApplication *application;
  AnserPostOffice *office;
  GSettings *settings;
  AnserAutostart *autostart;
  gboolean begun;
  gboolean stays;
  gboolean holds;
  gboolean holds_to_send;
};

G_DEFINE_FINAL_TYPE (AnserBackground, anser_background, G_TYPE_OBJECT)

enum
{
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
hold (AnserBackground *self,
      gboolean        *holds,
      gboolean         wanted)
{
  if (wanted == *holds)
    return;

  *holds = wanted;
  if (wanted)
    g_application_hold (self->application);
  else
    g_application_release (self->application);
}

static void
update (AnserBackground *self)
{
  hold (self, &self->holds,
        self->stays ||
          (self->begun && g_settings_get_boolean (self->settings, "run-in-background")));
}

static void
on_sending (AnserBackground *self)
{
  hold (self, &self->holds_to_send, anser_post_office_is_sending (self->office));
}

static void
on_problem (AnserBackground *self,
            const char      *sentence)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
anser_background_dispose (GObject *object)
{
  AnserBackground *self = ANSER_BACKGROUND (object);

  anser_background_end (self);
  if (self->office != NULL)
    g_signal_handlers_disconnect_by_data (self->office, self);
  g_clear_object (&self->office);
  g_clear_object (&self->autostart);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (anser_background_parent_class)->dispose (object);
}

static void
anser_background_class_init (AnserBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = anser_background_dispose;

  signals[PROBLEM] = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
anser_background_init (AnserBackground *self)
{
  self->settings = g_settings_new (ANSER_APPLICATION_ID);
  self->autostart = anser_autostart_new (self->settings);
  g_signal_connect_object (self->settings, "changed::run-in-background", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->autostart, "problem", G_CALLBACK (on_problem), self,
                           G_CONNECT_SWAPPED);
}

AnserBackground *
anser_background_new (GApplication    *application,
                      AnserPostOffice *office)
{
  AnserBackground *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);

  self = g_object_new (ANSER_TYPE_BACKGROUND, NULL);
  self->application = application;
  self->office = g_object_ref (office);
  g_signal_connect_object (office, "notify::sending", G_CALLBACK (on_sending), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
anser_background_begin (AnserBackground *self)
{
  g_return_if_fail (ANSER_IS_BACKGROUND (self));

  self->begun = TRUE;
  update (self);
}

void
anser_background_stay (AnserBackground *self)
{
  g_return_if_fail (ANSER_IS_BACKGROUND (self));

  self->stays = TRUE;
  update (self);
}

void
anser_background_end (AnserBackground *self)
{
  g_return_if_fail (ANSER_IS_BACKGROUND (self));

  self->begun = FALSE;
  self->stays = FALSE;
  update (self);
  hold (self, &self->holds_to_send, FALSE);
}

gboolean
anser_background_is_active (AnserBackground *self)
{
  g_return_val_if_fail (ANSER_IS_BACKGROUND (self), FALSE);

  return self->holds;
}
