using System.CommandLine;
using Wellspring.Core.Pools;
using Wellspring.Engine;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring apply</c>: runs a file of commands, one JSON object a line, and answers each.</summary>
internal sealed class ApplyCommand(TextReader lines, TextWriter output, string data, bool strict, bool json)
{
    private const int LinesAtOnce = 1_000;

    private long _number;
    private long _done;
    private long _repeated;
    private long _refused;
    private long _bad;
    private bool _stopped;
    private (long Number, Mistake Mistake)? _mistake;

    public static Command Build()
    {
        var (data, plan, json) = (Options.Data(), Options.Plan(), Options.Json());
        var given = Options.Acknowledgements();
        var strict = new Option<bool>("--strict") { Description = "遇首个拒绝即停 stop at the first refusal" };
        var file = new Argument<string>("COMMANDS.jsonl") { Description = "命令文件,- 为标准输入 command file, - for stdin" };
        var command = new Command("apply", "执行命令文件 run a file of commands") 
        {
            plan, given, data, file, strict, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (path != "-" && !File.Exists(path))
            {
                throw new BadInputException($"找不到文件 {path}。", $"There is no file {path}.");
            }

            var approved = Options.ReadPlanIfGiven(parsed.GetValue(plan), parsed.GetValue(given));
            var directory = new PoolDirectory(parsed.GetRequiredValue(data));
            using var reader = path == "-" ? Console.In : new StreamReader(path);
            await using var writer = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
            return await new ApplyCommand(
                    reader, writer, parsed.GetRequiredValue(data), parsed.GetValue(strict), parsed.GetValue(json))
                .RunAsync(directory.OpenToWrite(approved), cancellation);
        });
        return command;
    }

    private async Task<int> RunAsync(PoolDesk desk, CancellationToken cancellation)
    {
        string price;
        await using (var pool = PoolWriter.Start(desk, new()))
        {
            var batch = new List<(long Number, PoolCommand Command)>();
            while (!_stopped && Read(batch, strict ? 1 : LinesAtOnce))
            {
                var answers = await pool.SubmitAsync([.. batch.Select(entry => entry.Command)], cancellation);
                for (var index = 0; index < answers.Length; index++)
                {
                    await AnswerAsync(batch[index].Number, batch[index].Command, answers[index], desk.Names);
                }

                batch.Clear();
                await ReportMistakeAsync();
            }

            price = desk.Pool.Backing.Price.ToString();
        }

        if (!json)
        {
            await output.WriteLineAsync(
                $"{_done} 完成 done, {_repeated} 重复 repeated, {_refused} 拒绝 refused, {_bad} 坏行 bad lines · "
                + $"价格 price {price}");
            await output.WriteLineAsync($"下一步 next: ./wellspring status --data {data}");
        }

        return _bad > 0 ? ExitCodes.BadInput
            : strict && _refused > 0 ? ExitCodes.RefusedByRules
            : ExitCodes.Done;
    }

    /// <summary>Fills the batch with readable commands; bad lines are answered at once. False at the end.</summary>
    private bool Read(List<(long Number, PoolCommand Command)> batch, int most)
    {
        while (batch.Count < most && !_stopped)
        {
            var line = LimitedLine.Read(lines, CommandText.LineLimit);
            if (line is null)
            {
                break;
            }

            _number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var read = CommandText.Read(line);
            if (read.Command is { } command)
            {
                batch.Add((_number, command));
                continue;
            }

            // Answers keep the order of the lines: what stands before this one is answered first.
            _mistake = (_number, read.Mistake!);
            break;
        }

        return batch.Count > 0 || _mistake is not null;
    }

    private async Task ReportMistakeAsync()
    {
        if (_mistake is not var (number, mistake))
        {
            return;
        }

        _mistake = null;
        _bad++;
        _stopped |= strict;
        await output.FlushAsync();
        await Console.Error.WriteLineAsync($"第 {number} 行:{mistake.Zh}");
        await Console.Error.WriteLineAsync($"line {number}: {mistake.En}");
    }

    private async Task AnswerAsync(long number, PoolCommand command, Answer answer, Names names)
    {
        var no = answer.Kind is AnswerKind.Conflict or AnswerKind.Quarantined || answer.Reason is not Refusal.None;
        _refused += no ? 1 : 0;
        _repeated += !no && answer.Kind is AnswerKind.Repeated ? 1 : 0;
        _done += answer.Kind is AnswerKind.Done ? 1 : 0;
        _stopped |= strict && no;
        await output.WriteLineAsync(
            json ? AnswerText.Json(number, answer, names.NameOf) : AnswerText.Line(number, command, answer));
    }
}

/// <summary>
/// Reads lines without ever holding more than a limit of one: a file of one endless line does no harm.
/// </summary>
internal static class LimitedLine
{
    /// <summary>The next line, at most one character longer than the limit; null at the end.</summary>
    public static string? Read(TextReader reader, int limit)
    {
        var line = new System.Text.StringBuilder();
        var any = false;
        for (var next = reader.Read(); next >= 0; next = reader.Read())
        {
            any = true;
            if (next == '\n')
            {
                break;
            }

            if (line.Length <= limit)
            {
                line.Append((char)next);
            }
        }

        return any ? line.ToString().TrimEnd('\r') : null;
    }
}
