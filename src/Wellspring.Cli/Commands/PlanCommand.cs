using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring plan check</c>: whether a plan may run, and what stands in its way.</summary>
internal static class PlanCommand
{
    private const string MapEnding = ".map.json";

    public static Command Build()
    {
        var files = new Argument<string[]>("FILE") { Description = "方案文件 plan files", Arity = ArgumentArity.OneOrMore };
        var json = Options.Json();
        var given = Options.Acknowledgements();
        var check = new Command("check", "检查方案 check a plan") { files, given, json };
        check.SetAction(parsed => parsed.GetRequiredValue(files).Max(file =>
            Check(file, Options.ReadAcknowledgements(parsed.GetValue(given)), parsed.GetValue(json))));
        return new("plan", "方案 plans") { check, PlanVersionCommands.Acknowledge(), PlanVersionCommands.Diff() };
    }

    private static int Check(string file, ImmutableArray<Acknowledgement> given, bool json)
    {
        if (file.EndsWith(MapEnding, StringComparison.Ordinal))
        {
            return PassOver(file, json);
        }

        var (draft, findings) = PlanFile.Read(Options.ReadText(file));
        Plan? plan = null;
        var code = ExitCodes.BadInput;
        if (draft is not null)
        {
            code = PlanReview.TryApprove(draft, given, Options.Now, out plan, out findings)
                ? ExitCodes.Done
                : ExitCodes.RefusedByRules;
        }

        var subject = draft is null ? null : PlanReview.Resume(PlanFile.Write(draft))?.Hash;
        if (json)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteString("file", file);
                writer.WriteBoolean("approved", plan is not null);
                writer.WriteString("hash", plan?.Hash);
                writer.WriteString("subjectHash", subject);
                writer.WriteString("ruleset", Ruleset.Hash);
                writer.WriteStartArray("findings");
                foreach (var finding in findings)
                {
                    Write(writer, finding);
                }

                writer.WriteEndArray();
            });
            return code;
        }

        Console.WriteLine(plan is null
            ? $"{file}: 不能使用 cannot be used"
            : $"{file}: 通过 approved · {plan.Settings.Id} v{plan.Settings.Version} · {plan.Hash}");
        foreach (var finding in findings)
        {
            Console.WriteLine($"  {finding.Path}  [{finding.Code}]  {InWords(finding.Action)}");
            Console.WriteLine($"    {finding.Zh}");
            Console.WriteLine($"    {finding.En}");
        }

        return code;
    }

    /// <summary>Map files lie beside plans, and <c>plans/*.json</c> names them too.</summary>
    private static int PassOver(string file, bool json)
    {
        if (json)
        {
            Terminal.WriteJson(writer =>
            {
                writer.WriteString("file", file);
                writer.WriteBoolean("skipped", true);
            });
        }
        else
        {
            Console.WriteLine($"{file}: 是订单映射文件，不是方案 a map of orders, not a plan");
        }

        return ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("code", finding.Code);
        writer.WriteString("action", finding.Action.ToString().ToLowerInvariant());
        writer.WriteString("path", finding.Path);
        writer.WriteString("zh", finding.Zh);
        writer.WriteString("en", finding.En);
        writer.WriteString("rulesetVersion", finding.RulesetVersion);
        writer.WriteStartObject("arguments");
        foreach (var argument in finding.Arguments)
        {
            writer.WriteString(argument.Name, argument.Value);
        }

        writer.WriteEndObject();
        writer.WriteStartArray("basis");
        foreach (var basis in finding.Basis)
        {
            writer.WriteStringValue(basis);
        }

        writer.WriteEndArray();
        writer.WriteString("subjectHash", finding.SubjectHash);
        writer.WriteEndObject();
    }

    private static string InWords(RuleAction action) => action switch
    {
        RuleAction.Acknowledge => "须书面确认 acknowledge",
        RuleAction.Warn => "提醒 warn",
        RuleAction.Record => "记录 record",
        RuleAction.Disclose => "告知 disclose",
        _ => "拒绝 refuse",
    };
}
