using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Texts;

/// <summary>A notice of the operator to all members 公告.</summary>
/// <param name="State"><c>waiting</c>, <c>shown</c>, <c>withdrawn</c> or <c>rejected</c>.</param>
public sealed record Notice(
    string Id, Bilingual Title, Bilingual Text, string State, string By, Instant At, Instant? ShownAt,
    Instant? WithdrawnAt);

/// <summary>What was typed for a notice.</summary>
public sealed record NoticeForm(string TitleZh, string TitleEn, string Zh, string En);

/// <summary>The notice board: one person writes, the scan looks, another person lets it be shown.</summary>
public sealed class NoticeBoard(ShopDatabase database, TimeProvider wall)
{
    public const int TitleLimit = 60;
    public const int TextLimit = 4_000;

    /// <summary>Writes a notice; it waits for another person, or is refused with code and place.</summary>
    public ActAnswer Write(string by, NoticeForm form)
    {
        string[] parts = [form.TitleZh.Trim(), form.TitleEn.Trim(), form.Zh.Trim(), form.En.Trim()];
        if (parts.Any(part => part.Length == 0) || parts[0].Length > TitleLimit || parts[1].Length > TitleLimit
            || parts[2].Length > TextLimit || parts[3].Length > TextLimit)
        {
            return ActAnswer.No($"标题(至多 {TitleLimit} 字)和正文(至多 {TextLimit} 字)都要有中文和英文。",
                $"Title (at most {TitleLimit} characters) and text (at most {TextLimit}) take both languages.");
        }

        var now = Instant.From(wall.GetUtcNow());
        return database.Write(transaction =>
        {
            var id = Ids.New("nt");
            var version = TextBook.Submit(
                transaction, new(TextKinds.Notice, id, string.Join('\n', parts), by, NeedsPerson: true), now);
            if (version.IsRefused)
            {
                return ActAnswer.No(new(
                    string.Join(' ', version.Reasons.Select(one => one.Zh)),
                    string.Join(' ', version.Reasons.Select(one => one.En))));
            }

            transaction.Execute($"""
                INSERT INTO notices_board (id, title_zh, title_en, zh, en, state, by, at)
                VALUES ({id}, {parts[0]}, {parts[1]}, {parts[2]}, {parts[3]}, 'waiting', {by}, {now})
                """);
            return new(ActAnswer.Asked, new("已提交,等另一人审核。", "Written; another person looks at it."));
        });
    }

    public ActAnswer Withdraw(string id, string by) => database.Write(transaction =>
    {
        var now = Instant.From(wall.GetUtcNow());
        if (transaction.Execute($"""
            UPDATE notices_board SET state = 'withdrawn', withdrawn_at = {now}, withdrawn_by = {by}
            WHERE id = {id} AND state = 'shown'
            """) == 0)
        {
            return ActAnswer.No("这条公告没有在展示。", "This notice is not shown.");
        }

        Audit.Note(transaction, now, by, "notice.withdrawn", id);
        return ActAnswer.Well("已撤下。", "Withdrawn.");
    });

    /// <summary>What members see, newest first.</summary>
    public IReadOnlyList<Notice> Shown(int most = 50) => database.Read(reader => reader.All(
        $"""
        SELECT id, title_zh, title_en, zh, en, state, by, at, shown_at, withdrawn_at FROM notices_board
        WHERE state = 'shown' ORDER BY shown_at DESC, id LIMIT {most}
        """, Read));

    public IReadOnlyList<Notice> All(int most = 200) => database.Read(reader => reader.All(
        $"""
        SELECT id, title_zh, title_en, zh, en, state, by, at, shown_at, withdrawn_at FROM notices_board
        ORDER BY at DESC, id LIMIT {most}
        """, Read));

    // Follows what was decided about its text.
    internal static void Follow(ShopTransaction transaction, string id, bool isApproved, Instant at) =>
        transaction.Execute($"""
            UPDATE notices_board SET state = {(isApproved ? "shown" : "rejected")},
                shown_at = CASE WHEN {isApproved} = 1 THEN {at} END
            WHERE id = {id} AND state = 'waiting'
            """);

    private static Notice Read(Row row) => new(
        row.Text(0), new(row.Text(1), row.Text(2)), new(row.Text(3), row.Text(4)), row.Text(5), row.Text(6), row.At(7),
        row.AtOrNull(8), row.AtOrNull(9));
}
