/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-widgets"

#include "config.h"

#include "widgets/notice-bar.h"

/* Characters of a button that stands beside the sentence. */
#define MOST_BESIDE 20

struct _AnserNoticeBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkBox *content;
  GtkImage *icon;
  GtkLabel *label;
  GtkLabel *words;
  GtkFlowBox *buttons;
};

G_DEFINE_FINAL_TYPE (AnserNoticeBar, anser_notice_bar, GTK_TYPE_WIDGET)

static void
anser_notice_bar_dispose (GObject *object)
{
  AnserNoticeBar *self = ANSER_NOTICE_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (anser_notice_bar_parent_class)->dispose (object);
}

static void
anser_notice_bar_class_init (AnserNoticeBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_notice_bar_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/ansermail/Anser/widgets/notice-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, AnserNoticeBar, box);
  gtk_widget_class_bind_template_child (widget_class, AnserNoticeBar, content);
  gtk_widget_class_bind_template_child (widget_class, AnserNoticeBar, icon);
  gtk_widget_class_bind_template_child (widget_class, AnserNoticeBar, label);
  gtk_widget_class_bind_template_child (widget_class, AnserNoticeBar, words);
  gtk_widget_class_bind_template_child (widget_class, AnserNoticeBar, buttons);
}

static void
anser_notice_bar_init (AnserNoticeBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
anser_notice_bar_new (const char *icon_name,
                      const char *text)
{
  AnserNoticeBar *self = g_object_new (ANSER_TYPE_NOTICE_BAR, NULL);

  gtk_image_set_from_icon_name (self->icon, icon_name);
  gtk_label_set_label (self->label, text);

  return GTK_WIDGET (self);
}

void
anser_notice_bar_set_words (AnserNoticeBar *self,
                            const char     *words)
{
  g_return_if_fail (ANSER_IS_NOTICE_BAR (self));

  gtk_label_set_label (self->words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words), words != NULL);
}

static void
put_buttons_below (AnserNoticeBar *self,
                   GtkAlign        align)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_halign (GTK_WIDGET (self->buttons), align);
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_START);
  gtk_widget_set_margin_top (GTK_WIDGET (self->icon), 7);
}

GtkWidget *
anser_notice_bar_add_button (AnserNoticeBar *self,
                             const char     *label,
                             const char     *action,
                             GVariant       *target)
{
  GtkWidget *button;

  g_return_val_if_fail (ANSER_IS_NOTICE_BAR (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);

  button = gtk_button_new_with_label (label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (target != NULL)
    gtk_actionable_set_action_target_value (GTK_ACTIONABLE (button), target);

  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);

  /* One short button has its place beside the sentence; a long one, which would leave no room on a
   * phone, or more of them below it. */
  if (gtk_widget_get_visible (GTK_WIDGET (self->buttons)))
    put_buttons_below (self, GTK_ALIGN_FILL);
  else if (g_utf8_strlen (label, -1) > MOST_BESIDE)
    put_buttons_below (self, GTK_ALIGN_START);

  gtk_flow_box_append (self->buttons, button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->buttons), TRUE);

  return button;
}
