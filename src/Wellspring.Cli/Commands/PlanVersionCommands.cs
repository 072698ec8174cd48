using System.CommandLine;
using System.Text;
using Wellspring.Core;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Cli.Commands;

/// <summary>
/// <c>wellspring plan acknowledge</c> writes the forms for what a plan has to be answered for, and
/// <c>wellspring plan diff</c> says what a next version changes, and how long it has to be public before.
/// </summary>
internal static class PlanVersionCommands
{
    private static readonly Duration OfferedTerm = Duration.Days(365);

    public static Command Acknowledge()
    {
        var file = new Argument<string>("FILE") { Description = "方案文件 plan file" };
        var command = new Command("acknowledge", "生成待填的确认书 write the forms to acknowledge, bound to the plan's hash")
        {
            file,
        };
        command.SetAction(parsed => Write(parsed.GetRequiredValue(file), TimeProvider.System));
        return command;
    }

    public static Command Diff()
    {
        var old = new Argument<string>("OLD") { Description = "现行方案 plan in effect" };
        var young = new Argument<string>("NEW") { Description = "新版方案 next version" };
        var json = Options.Json();
        var command = new Command("diff", "比较两版 what a next version changes") { old, young, json };
        command.SetAction(parsed => Diff(
            Read(parsed.GetRequiredValue(old)), Read(parsed.GetRequiredValue(young)), parsed.GetValue(json)));
        return command;
    }

    private static int Write(string file, TimeProvider time)
    {
        var draft = Read(file);
        var now = Instant.From(time.GetUtcNow());
        var hash = PlanReview.Resume(PlanFile.Write(draft))!.Hash;
        var forms = PlanReview.ToAcknowledge(draft).Select(finding => new Acknowledgement(
            finding.Code, Ruleset.Version, draft.Profile, draft.Version, hash, "", "", "", now, "",
            [
                .. Enumerable.Range(0, AcknowledgementRules.DocumentsOf(finding.Code))
                    .Select(_ => new AcknowledgedDocument("", "")),
            ],
            AcknowledgementRules.HashOf(finding.Zh, finding.En), "", now.Plus(OfferedTerm))).ToList();

        // One form a line: short enough to compare, and still one list.
        var text = new StringBuilder("[\n").AppendJoin(",\n", forms.Select(AcknowledgementFile.Write)).Append("\n]");
        Console.WriteLine(text);
        Console.Error.WriteLine(forms.Count == 0
            ? "无需确认 nothing to acknowledge"
            : $"{forms.Count} 份待填:actorId、actorNameHash、role、reason、documents、secondApproverId · to fill in");
        return ExitCodes.Done;
    }

    private static int Diff(PlanDraft old, PlanDraft young, bool json)
    {
        var changes = PlanChanges.Between(old, young);
        var notice = PlanChanges.NoticeOf(young.Profile, changes);
        var isRefused = changes.Any(change => change.Effect is ChangeEffect.Refused or ChangeEffect.Fixed);
        if (json)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteString("notice", notice.ToString());
                writer.WriteBoolean("publishable", !isRefused);
                writer.WriteStartArray("changes");
                foreach (var change in changes)
                {
                    writer.WriteStartObject();
                    writer.WriteString("path", change.Path);
                    writer.WriteString("before", change.Before);
                    writer.WriteString("after", change.After);
                    writer.WriteBoolean("important", change.IsImportant);
                    writer.WriteString("effect", change.EffectCode);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return isRefused ? ExitCodes.RefusedByRules : ExitCodes.Done;
        }

        foreach (var change in changes)
        {
            var (zh, en) = change.EffectWords;
            Console.WriteLine($"  {change.Path}: {change.Before} → {change.After}  {zh} {en}");
        }

        Console.WriteLine($"公示期 notice: {notice}{(isRefused ? " · 不能发布 cannot be published" : "")}");
        return isRefused ? ExitCodes.RefusedByRules : ExitCodes.Done;
    }

    private static PlanDraft Read(string file)
    {
        var (draft, findings) = PlanFile.Read(Options.ReadText(file));
        return draft ?? throw new BadInputException(
            $"读不懂方案 {file}:{findings[0].Path}: {findings[0].Zh}",
            $"Plan {file} cannot be read: {findings[0].Path}: {findings[0].En}");
    }
}
