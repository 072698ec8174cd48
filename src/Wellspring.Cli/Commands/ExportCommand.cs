using System.CommandLine;
using System.Text.Json;
using Wellspring.Engine;
using Wellspring.Engine.Exports;
using Wellspring.Engine.Journals;
using Wellspring.Storage;

namespace Wellspring.Cli.Commands;

/// <summary><c>wellspring export</c>: the journal for people and other programs to read.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats = ["jsonl", "csv", "hledger", "beancount"];

    public static Command Build()
    {
        var data = Options.Data();
        var format = new Option<string>("--format")
        {
            Description = "jsonl 全部记录 all records · csv/hledger/beancount 复式记账 double entry",
            Required = true,
        };
        format.AcceptOnlyFromAmong(Formats);
        var file = new Option<string?>("--out")
        {
            Description = "输出文件 output file (default: stdout)",
            HelpName = "FILE",
        };
        var command = new Command("export", "导出 export the journal") { data, format, file };
        command.SetAction(parsed =>
        {
            var directory = Options.Existing(parsed.GetRequiredValue(data));
            var target = parsed.GetValue(file);
            if (target is null)
            {
                using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
                Write(directory, parsed.GetRequiredValue(format), output);
                return ExitCodes.Done;
            }

            // A file appears whole or not at all.
            using (var output = new StreamWriter(target + ".part"))
            {
                Write(directory, parsed.GetRequiredValue(format), output);
            }

            File.Move(target + ".part", target, overwrite: true);
            Console.Error.WriteLine($"已写出 written: {target}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Write(PoolDirectory directory, string format, TextWriter output)
    {
        using var journal = directory.OpenToRead();
        var plan = Replay.PlanOf(journal);
        var records = Replay.Records(journal, 0, journal.End());
        switch (format)
        {
            case "jsonl":
                WriteRecords(directory.Load().Names, records, output);
                break;
            case "csv":
                LedgerExport.Write(output, LedgerFormat.Csv, plan, records);
                break;
            case "hledger":
                LedgerExport.Write(output, LedgerFormat.Hledger, plan, records);
                break;
            default:
                LedgerExport.Write(output, LedgerFormat.Beancount, plan, records);
                break;
        }
    }

    private static void WriteRecords(Names names, IEnumerable<JournalRecord> records, TextWriter output)
    {
        using var line = new MemoryStream();
        foreach (var record in records)
        {
            line.SetLength(0);
            using (var writer = new Utf8JsonWriter(line, Terminal.OneLine))
            {
                RecordText.Write(writer, record, names.NameOf);
            }

            output.WriteLine(System.Text.Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        }
    }
}
