/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anser-rules"

#include "config.h"

#include "rules/trial-page.h"

#include "courier/rule-owner.h"
#include "courier/rule-plan.h"
#include "rules/folder-choice.h"
#include "rules/trial-list.h"
#include "store/folder-name.h"
#include "widgets/focus-children.h"
#include "widgets/tab-stop.h"

#include <glib/gi18n.h>

struct _AnserTrialPage
{
  GtkWidget parent_instance;

  AnserPostOffice  *office;
  GPtrArray        *rules;
  gboolean          always;
  GPtrArray        *folders;        /* (element-type AnserFolder): behind the lines of the list */
  AnserRulePlan    *plan;           /* (nullable) */
  GCancellable     *cancellable;    /* of what is being done; (nullable) */
  AnserTrialList   *list;

  GtkWidget        *content;
  AdwComboRow      *folder;
  GtkStack         *stack;
  AdwStatusPage    *working;
  GtkProgressBar   *progress;
  AdwStatusPage    *nothing;
  GtkListView      *view;
  GtkWidget        *bar;
  GtkLabel         *summary;
  GtkButton        *apply;
};

G_DEFINE_FINAL_TYPE (AnserTrialPage, anser_trial_page, GTK_TYPE_WIDGET)

enum
{
  BACK,
  APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The folders */

static gboolean
is_offered (AnserFolderRole role)
{
  return role != ANSER_FOLDER_DRAFTS && role != ANSER_FOLDER_OUTBOX;
}

static void
add_account_folders (AnserTrialPage *self,
                     GtkStringList  *labels,
                     AnserAccount   *account,
                     gboolean        alone)
{
  g_autoptr(GListModel) folders =
    anser_store_get_folders (anser_post_office_get_store (self->office),
                             anser_account_get_id (account));

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr(AnserFolder) folder = g_list_model_get_item (folders, i);
      g_autofree char *label = anser_folder_name_to_label (anser_folder_get_name (folder));
      g_autofree char *full = NULL;

      if (!is_offered (anser_folder_get_role (folder)))
        continue;
      /* Translators: a folder and the account that it is in. */
      full = alone ? g_strdup (label)
                   : g_strdup_printf (C_("folder", "%s – %s"), label,
                                      anser_account_get_label (account));
      gtk_string_list_append (labels, full);
      g_ptr_array_add (self->folders, g_object_ref (folder));
    }
}

static void
fill_folders (AnserTrialPage *self)
{
  g_autoptr(GtkStringList) labels = gtk_string_list_new (NULL);
  GListModel *accounts = G_LIST_MODEL (anser_post_office_get_accounts (self->office));
  guint n = g_list_model_get_n_items (accounts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(AnserAccount) account = g_list_model_get_item (accounts, i);

      add_account_folders (self, labels, account, n == 1);
    }
  adw_combo_row_set_model (self->folder, G_LIST_MODEL (labels));
}

/* What is shown */

static void
stop (AnserTrialPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
show_working (AnserTrialPage *self,
              const char     *title)
{
  adw_status_page_set_title (self->working, title);
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_stack_set_visible_child_name (self->stack, "working");
  gtk_widget_set_visible (self->bar, FALSE);
}

static void
show_nothing (AnserTrialPage *self,
              const char     *title,
              const char     *description)
{
  adw_status_page_set_title (self->nothing, title);
  adw_status_page_set_description (self->nothing, description);
  gtk_stack_set_visible_child_name (self->stack, "nothing");
  gtk_widget_set_visible (self->bar, FALSE);
}

/* How many messages would change, and how many would not be here. */
static char *
dup_summary (guint    n,
             guint    n_absent,
             unsigned total)
{
  /* Translators: how many messages would change, and how many there are. */
  g_autofree char *changes =
    g_strdup_printf (ngettext ("%u of %u message would change", "%u of %u messages would change",
                               total), n, total);
  g_autofree char *absent =
    g_strdup_printf (ngettext ("%u message would not have come whole",
                               "%u messages would not have come whole", n_absent), n_absent);

  if (n_absent == 0)
    return g_steal_pointer (&changes);
  return n == 0 ? g_steal_pointer (&absent) : g_strjoin ("\n", changes, absent, NULL);
}

static void
show_plan (AnserTrialPage *self)
{
  guint n = anser_rule_plan_get_items (self->plan)->len;
  guint n_absent = anser_rule_plan_get_absent (self->plan)->len;
  unsigned total = anser_rule_plan_get_n_looked (self->plan);
  g_autofree char *looked =
    g_strdup_printf (ngettext ("%u message was looked at.", "%u messages were looked at.", total),
                     total);
  g_autofree char *summary = NULL;

  anser_trial_list_set_plan (self->list, self->plan);
  if (n == 0 && n_absent == 0)
    {
      show_nothing (self, _("Nothing Would Change"), looked);
      return;
    }
  summary = dup_summary (n, n_absent, total);
  gtk_widget_set_visible (GTK_WIDGET (self->apply), n > 0);
  gtk_label_set_text (self->summary, summary);
  gtk_stack_set_visible_child_name (self->stack, "list");
  gtk_widget_set_visible (self->bar, TRUE);
}

static void
on_progress (unsigned done,
             unsigned total,
             gpointer user_data)
{
  AnserTrialPage *self = user_data;

  gtk_progress_bar_set_fraction (self->progress, total > 0 ? (double) done / total : 0);
}

static void
on_looked (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(AnserTrialPage) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean looked = anser_rule_plan_look_finish (ANSER_RULE_PLAN (source), result, &error);

  /* Another folder was chosen meanwhile, or the page is gone. */
  if (ANSER_RULE_PLAN (source) != self->plan || self->content == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (looked)
    show_plan (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_nothing (self, _("Stopped"), _("Choose a folder to look again."));
  else
    show_nothing (self, _("This Folder Cannot Be Read"), error->message);
}

static AnserRuleMatcher *
new_matcher (AnserTrialPage *self,
             AnserAccount   *account)
{
  g_auto(GStrv) addresses = anser_rule_owner_addresses (account);

  return anser_rule_matcher_new (self->rules, anser_account_get_id (account),
                                 (const char * const *) addresses, self->always);
}

static void
look (AnserTrialPage *self)
{
  guint position = adw_combo_row_get_selected (self->folder);
  AnserStore *store = anser_post_office_get_store (self->office);
  AnserFolder *folder;
  AnserAccount *account;

  stop (self);
  g_clear_object (&self->plan);
  anser_trial_list_set_plan (self->list, NULL);
  if (position >= self->folders->len)
    {
      show_nothing (self, _("No Folder"), _("Rules work on the messages of your accounts."));
      return;
    }
  folder = self->folders->pdata[position];
  account = anser_accounts_find (anser_post_office_get_accounts (self->office),
                                 anser_folder_get_account (folder));
  if (account == NULL)
    return;
  show_working (self, _("Looking…"));
  self->plan = anser_rule_plan_new (store, anser_folder_get_account (folder),
                                    new_matcher (self, account), NULL);
  self->cancellable = g_cancellable_new ();
  anser_rule_plan_look_async (self->plan, folder, on_progress, self, self->cancellable, on_looked,
                              g_object_ref (self));
}

static void
on_applied (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(AnserTrialPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(AnserUndo) undo = NULL;
  guint n;
  gboolean applied = anser_rule_plan_apply_finish (ANSER_RULE_PLAN (source), result, &error);

  undo = anser_rule_plan_dup_undo (ANSER_RULE_PLAN (source));
  n = anser_rule_plan_get_items (ANSER_RULE_PLAN (source))->len;
  if (self->content == NULL)
    return;
  g_clear_object (&self->cancellable);
  anser_trial_list_set_plan (self->list, NULL);
  if (applied)
    show_nothing (self, _("Done"), _("Choose a folder to go on."));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_nothing (self, _("Stopped"), _("What was done before stays done, until you undo it."));
  else
    show_nothing (self, _("Not All Could Be Done"), error->message);
  if (undo != NULL)
    g_signal_emit (self, signals[APPLIED], 0,
                   applied ? n : MIN (n, (guint) anser_undo_get_n_letters (undo)), undo);
}

static void
on_apply (GtkWidget  *widget,
          const char *action,
          GVariant   *parameter)
{
  AnserTrialPage *self = ANSER_TRIAL_PAGE (widget);

  if (self->plan == NULL || self->cancellable != NULL ||
      anser_rule_plan_get_items (self->plan)->len == 0)
    return;
  /* The button is about to go, and the keys need a place. */
  gtk_widget_grab_focus (GTK_WIDGET (self->folder));
  show_working (self, _("Putting in Order…"));
  self->cancellable = g_cancellable_new ();
  anser_rule_plan_apply_async (self->plan, on_progress, self, self->cancellable, on_applied,
                               g_object_ref (self));
}

static void
on_stop (AnserTrialPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
on_back (AnserTrialPage *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

/* The rows: sender, subject, and what would happen. */

static GtkWidget *
add_label (GtkBox     *box,
           const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
  return label;
}

static void
on_setup (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_add_css_class (box, "trial-row");
  add_label (GTK_BOX (box), "heading");
  add_label (GTK_BOX (box), NULL);
  add_label (GTK_BOX (box), "dim-label");
  gtk_list_item_set_child (item, box);
}

static void
set_text (GtkWidget  *label,
          const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL && *text != '\0' ? text : "–");
  gtk_widget_set_tooltip_text (label, text);
}

static void
on_bind (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  const AnserRulePlanItem *planned = anser_trial_item_get (gtk_list_item_get_item (item));
  GtkWidget *sender = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *subject = gtk_widget_get_next_sibling (sender);
  g_autofree char *line = anser_rule_plan_item_describe (planned);

  set_text (sender, planned->sender);
  set_text (subject, planned->subject);
  set_text (gtk_widget_get_next_sibling (subject), line);
}

static gboolean
anser_trial_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ANSER_TRIAL_PAGE (widget)->folder));
}

static void
anser_trial_page_dispose (GObject *object)
{
  AnserTrialPage *self = ANSER_TRIAL_PAGE (object);

  stop (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->plan);
  g_clear_object (&self->list);
  g_clear_object (&self->office);

  G_OBJECT_CLASS (anser_trial_page_parent_class)->dispose (object);
}

static void
anser_trial_page_finalize (GObject *object)
{
  AnserTrialPage *self = ANSER_TRIAL_PAGE (object);

  g_clear_pointer (&self->rules, g_ptr_array_unref);
  g_ptr_array_unref (self->folders);

  G_OBJECT_CLASS (anser_trial_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, content);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, folder);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, working);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, view);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, bar);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, summary);
  gtk_widget_class_bind_template_child (widget_class, AnserTrialPage, apply);
}

static void
anser_trial_page_class_init (AnserTrialPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = anser_trial_page_dispose;
  object_class->finalize = anser_trial_page_finalize;
  widget_class->grab_focus = anser_trial_page_grab_focus;
  widget_class->focus = anser_focus_children;

  signals[BACK] = g_signal_new ("back", ANSER_TYPE_TRIAL_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[APPLIED] = g_signal_new ("applied", ANSER_TYPE_TRIAL_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_POINTER);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (ANSER_TYPE_TAB_STOP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ansermail/Anser/rules/trial-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, look);
  gtk_widget_class_bind_template_callback (widget_class, on_stop);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_install_action (widget_class, "trial.apply", NULL, on_apply);
}

static void
anser_trial_page_init (AnserTrialPage *self)
{
  self->folders = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GPtrArray *
copy_rules (GPtrArray *rules)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) anser_rule_free);

  for (guint i = 0; i < rules->len; i++)
    g_ptr_array_add (copy, anser_rule_copy (rules->pdata[i]));
  return copy;
}

GtkWidget *
anser_trial_page_new (AnserPostOffice *office,
                      GPtrArray       *rules,
                      gboolean         always)
{
  AnserTrialPage *self;
  GtkNoSelection *selection;

  g_return_val_if_fail (ANSER_IS_POST_OFFICE (office), NULL);
  g_return_val_if_fail (rules != NULL, NULL);

  self = g_object_new (ANSER_TYPE_TRIAL_PAGE, NULL);
  self->office = g_object_ref (office);
  self->rules = copy_rules (rules);
  self->always = always;
  self->list = anser_trial_list_new ();
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  fill_folders (self);
  g_signal_connect_object (self->folder, "notify::selected", G_CALLBACK (look), self,
                           G_CONNECT_SWAPPED);
  look (self);
  return GTK_WIDGET (self);
}
