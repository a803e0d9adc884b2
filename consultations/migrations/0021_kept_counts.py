"""Keeps how far coding has come: by question, channel and language, and per theme. Nothing counts at reading."""

import django.db.models.deletion
from django.db import migrations, models

# Rows that a statement brings and takes away again cancel out: what is left is what changed.
#
# A connection keeps its plans, and one that was made while a table had a few rows read it whole for each row of the
# statement, later a million times. So these functions go by indexes only, which cost the same per row at any size.
COVERAGE = """
CREATE FUNCTION rembuk_count_coverage() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO consultations_coveragetally AS t
               (consultation_id, question_id, channel, language, coding, shard, comments)
        SELECT consultation_id, question_id, channel, language, coding, rembuk_slot(), count(*)
          FROM new_rows WHERE status = 'published' GROUP BY 1, 2, 3, 4, 5
            ON CONFLICT (consultation_id, question_id, channel, language, coding, shard)
            DO UPDATE SET comments = t.comments + excluded.comments;
        RETURN NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO consultations_coveragetally AS t
               (consultation_id, question_id, channel, language, coding, shard, comments)
        SELECT consultation_id, question_id, channel, language, coding, rembuk_slot(), -count(*)
          FROM old_rows WHERE status = 'published' GROUP BY 1, 2, 3, 4, 5
            ON CONFLICT (consultation_id, question_id, channel, language, coding, shard)
            DO UPDATE SET comments = t.comments + excluded.comments;
        RETURN NULL;
    END IF;
    -- An UPDATE that publishes nothing, takes nothing back and moves nothing: most of them, counters for instance.
    INSERT INTO consultations_coveragetally AS t
           (consultation_id, question_id, channel, language, coding, shard, comments)
    SELECT consultation_id, question_id, channel, language, coding, rembuk_slot(), step
      FROM (SELECT consultation_id, question_id, channel, language, coding, sum(step) AS step
              FROM (SELECT consultation_id, question_id, channel, language, coding, 1 AS step
                      FROM new_rows WHERE status = 'published'
                     UNION ALL
                    SELECT consultation_id, question_id, channel, language, coding, -1
                      FROM old_rows WHERE status = 'published') both_sides
             GROUP BY 1, 2, 3, 4, 5 HAVING sum(step) <> 0) changed
        ON CONFLICT (consultation_id, question_id, channel, language, coding, shard)
        DO UPDATE SET comments = t.comments + excluded.comments;
    -- Codes stay with a comment that is hidden or withdrawn, and count for its themes again when it returns.
    WITH changed AS MATERIALIZED (
        SELECT id, sum(step) AS step
          FROM (SELECT id, 1 AS step FROM new_rows WHERE status = 'published'
                 UNION ALL SELECT id, -1 FROM old_rows WHERE status = 'published') both_sides
         GROUP BY id HAVING sum(step) <> 0
    ), codes AS MATERIALIZED (
        SELECT c.comment_id, c.theme_id, coalesce(h.parent_id, h.id) AS top, d.step
          FROM changed d JOIN consultations_commenttheme c ON c.comment_id = d.id
          JOIN consultations_theme h ON h.id = c.theme_id
    ), steps AS (
        SELECT theme_id, step AS comments, 0 AS family FROM codes
         UNION ALL
        SELECT top, 0, step FROM (SELECT DISTINCT comment_id, top, step FROM codes) families
    )
    INSERT INTO consultations_themetally AS t (theme_id, shard, comments, family)
    SELECT theme_id, rembuk_slot(), sum(comments), sum(family) FROM steps GROUP BY theme_id
        ON CONFLICT (theme_id, shard)
        DO UPDATE SET comments = t.comments + excluded.comments, family = t.family + excluded.family;
    RETURN NULL;
END $$;
CREATE TRIGGER coverage_insert AFTER INSERT ON consultations_comment REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rembuk_count_coverage();
CREATE TRIGGER coverage_delete AFTER DELETE ON consultations_comment REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rembuk_count_coverage();
CREATE TRIGGER coverage_update AFTER UPDATE ON consultations_comment
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rembuk_count_coverage();
"""

# A comment belongs to a family once, however many of its themes are in it: it comes with the first, goes with the last.
CODES = """
CREATE FUNCTION rembuk_count_codes(touched bigint[], themes bigint[], steps integer[]) RETURNS void
LANGUAGE sql SET enable_seqscan = off AS $$
    WITH moved AS MATERIALIZED (
        SELECT comment_id, theme_id, sum(step) AS step
          FROM unnest(touched, themes, steps) AS m (comment_id, theme_id, step)
         GROUP BY 1, 2 HAVING sum(step) <> 0
    ), codes AS MATERIALIZED (
        SELECT m.comment_id, m.theme_id, coalesce(h.parent_id, h.id) AS top, m.step
          FROM moved m JOIN consultations_comment c ON c.id = m.comment_id AND c.status = 'published'
          JOIN consultations_theme h ON h.id = m.theme_id
    ), families AS (
        SELECT f.top, f.step, (SELECT count(*) FROM consultations_commenttheme o
                                 JOIN consultations_theme h ON h.id = o.theme_id
                                WHERE o.comment_id = f.comment_id AND coalesce(h.parent_id, h.id) = f.top) AS now
          FROM (SELECT comment_id, top, sum(step) AS step FROM codes GROUP BY 1, 2) f
    ), counted AS (
        SELECT theme_id, step AS comments, 0 AS family FROM codes
         UNION ALL
        SELECT top, 0, (now > 0)::integer - (now - step > 0)::integer FROM families
    )
    INSERT INTO consultations_themetally AS t (theme_id, shard, comments, family)
    SELECT theme_id, rembuk_slot(), sum(comments), sum(family) FROM counted
     GROUP BY theme_id HAVING sum(comments) <> 0 OR sum(family) <> 0
        ON CONFLICT (theme_id, shard)
        DO UPDATE SET comments = t.comments + excluded.comments, family = t.family + excluded.family;
$$;
CREATE FUNCTION rembuk_code_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint[]; themes bigint[]; steps integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(comment_id), array_agg(theme_id), array_agg(1) INTO touched, themes, steps FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(comment_id), array_agg(theme_id), array_agg(-1) INTO touched, themes, steps FROM old_rows;
    ELSE
        SELECT array_agg(comment_id), array_agg(theme_id), array_agg(step) INTO touched, themes, steps
          FROM (SELECT comment_id, theme_id, 1 AS step FROM new_rows
                 UNION ALL SELECT comment_id, theme_id, -1 FROM old_rows) both_sides;
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM rembuk_count_codes(touched, themes, steps);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER theme_tally_insert AFTER INSERT ON consultations_commenttheme REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rembuk_code_moved();
CREATE TRIGGER theme_tally_delete AFTER DELETE ON consultations_commenttheme REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rembuk_code_moved();
CREATE TRIGGER theme_tally_update AFTER UPDATE ON consultations_commenttheme
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION rembuk_code_moved();
"""

# A theme that moves takes its comments along: a rare step, so the families that it leaves and joins are counted anew.
# Whoever moves it holds the consultation (actions/codebook.py), so nobody codes meanwhile.
FAMILIES = """
CREATE FUNCTION rembuk_count_families(tops bigint[]) RETURNS void LANGUAGE sql SET enable_seqscan = off AS $$
    WITH counted AS (
        SELECT h.id, count(DISTINCT c.comment_id) FILTER (WHERE m.status = 'published' AND h.parent_id IS NULL) AS family
          FROM consultations_theme h
          LEFT JOIN consultations_theme below ON below.id = h.id OR below.parent_id = h.id
          LEFT JOIN consultations_commenttheme c ON c.theme_id = below.id
          LEFT JOIN consultations_comment m ON m.id = c.comment_id
         WHERE h.id = ANY(tops) GROUP BY h.id
    ), kept AS (
        SELECT theme_id, sum(family) AS family FROM consultations_themetally WHERE theme_id = ANY(tops) GROUP BY 1
    )
    INSERT INTO consultations_themetally AS t (theme_id, shard, comments, family)
    SELECT n.id, rembuk_slot(), 0, n.family - coalesce(k.family, 0)
      FROM counted n LEFT JOIN kept k ON k.theme_id = n.id WHERE n.family <> coalesce(k.family, 0)
        ON CONFLICT (theme_id, shard) DO UPDATE SET family = t.family + excluded.family;
$$;
CREATE FUNCTION rembuk_theme_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM rembuk_count_families(ARRAY[OLD.parent_id, NEW.parent_id, NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER theme_tally_moved AFTER UPDATE OF parent_id ON consultations_theme
    FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id) EXECUTE FUNCTION rembuk_theme_moved();
"""

STOP = """
DROP TRIGGER theme_tally_moved ON consultations_theme;
DROP TRIGGER theme_tally_update ON consultations_commenttheme;
DROP TRIGGER theme_tally_delete ON consultations_commenttheme;
DROP TRIGGER theme_tally_insert ON consultations_commenttheme;
DROP TRIGGER coverage_update ON consultations_comment;
DROP TRIGGER coverage_delete ON consultations_comment;
DROP TRIGGER coverage_insert ON consultations_comment;
DROP FUNCTION rembuk_theme_moved();
DROP FUNCTION rembuk_count_families(bigint[]);
DROP FUNCTION rembuk_code_moved();
DROP FUNCTION rembuk_count_codes(bigint[], bigint[], integer[]);
DROP FUNCTION rembuk_count_coverage();
"""

# After the triggers, whose making waits for writers and keeps new ones out: nothing is missed, nothing counted twice.
FILL = """
INSERT INTO consultations_coveragetally (consultation_id, question_id, channel, language, coding, shard, comments)
SELECT consultation_id, question_id, channel, language, coding, 0, count(*)
  FROM consultations_comment WHERE status = 'published' GROUP BY 1, 2, 3, 4, 5;
INSERT INTO consultations_themetally (theme_id, shard, comments, family)
SELECT c.theme_id, 0, count(*), 0
  FROM consultations_commenttheme c JOIN consultations_comment m ON m.id = c.comment_id AND m.status = 'published'
 GROUP BY 1;
SELECT rembuk_count_families(array_agg(id)) FROM consultations_theme WHERE parent_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0020_desk_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='CoverageTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('web', 'Web'), ('forum', 'Forum'), ('paper', 'Paper'), ('phone', 'Phone')], max_length=5)),
                ('language', models.CharField(blank=True, max_length=5)),
                ('coding', models.CharField(blank=True, choices=[('', 'not coded'), ('themes', 'themes'), ('disposition', 'disposition')], max_length=11)),
                ('shard', models.SmallIntegerField()),
                ('comments', models.IntegerField(default=0)),
                ('consultation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='coverage_tallies', to='consultations.consultation')),
                ('question', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='consultations.question')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('consultation', 'question', 'channel', 'language', 'coding', 'shard'), name='coverage_tally_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('shard__gte', 0), ('shard__lt', 32)), name='coverage_tally_shard_known')],
            },
        ),
        migrations.CreateModel(
            name='ThemeTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shard', models.SmallIntegerField()),
                ('comments', models.IntegerField(default=0)),
                ('family', models.IntegerField(default=0)),
                ('theme', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='consultations.theme')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('theme', 'shard'), name='theme_tally_once'), models.CheckConstraint(condition=models.Q(('shard__gte', 0), ('shard__lt', 32)), name='theme_tally_shard_known')],
            },
        ),
        migrations.RunSQL([COVERAGE, CODES, FAMILIES], STOP),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
