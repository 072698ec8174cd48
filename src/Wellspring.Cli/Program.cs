using System.CommandLine;
using Wellspring.Cli.Commands;
using Wellspring.Cli.Commands.Simulate;
using Wellspring.Core;
using Wellspring.Engine;
using Wellspring.Engine.Journals;
using Wellspring.Server.Hosting;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Payments;
using Wellspring.Shop.Pools;
using Wellspring.Storage;
using Wellspring.Storage.Postgres;

namespace Wellspring.Cli;

/// <summary>The command line of Wellspring 涌泉.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var root = Root();
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("用法 usage: wellspring --help");
            return ExitCodes.BadInput;
        }

        return await RunAsync(() => parsed.InvokeAsync(new()
        {
            EnableDefaultExceptionHandler = false,
            // What serves gives back its pools in peace; the rest is safe to cut off.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(parsed.CommandResult.Command.Name is "node" ? 30 : 2),
        }));
    }

    /// <summary>Every command with its options; what ships with the program is checked against it.</summary>
    internal static RootCommand Root() =>
        new("涌泉 · 消费增值积分的可验证账本  Wellspring: a provable ledger for appreciation points")
        {
            ApplyCommand.Build(), ImportCommand.Build(), PlanCommand.Build(), StatusCommand.Build(),
            MemberCommand.Build(), SheetCommand.Build(), QuoteCommand.Build(), VerifyCommand.Build(),
            ExportCommand.Build(), ChartCommand.Build(), BackupCommand.Build(), RestoreCommand.Build(),
            MoveCommand.Build(), ProveCommand.Build(),
            GenerateCommand.Build(), ServeCommand.Build(), NodeCommand.Build(), OperatorCommand.Build(),
            KeyCommand.Build(), RotateCommand.Build(), AuditCommand.Build(), AttestCommand.Build(),
            LegacyCommand.Build(), DemoCommand.Build(), SimulateCommand.Build(),
        };

    private static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception failure) when (Explained(failure) is { } said)
        {
            await Console.Error.WriteLineAsync(said.Zh);
            await Console.Error.WriteLineAsync(said.Message);
            return said.ExitCode;
        }
    }

    // What a person can do something about; anything else is a defect of ours and comes with its stack.
    private static BadInputException? Explained(Exception failure) => failure switch
    {
        BadInputException bad => bad,
        PlanDiffersException { Given: null } => new(
            "该目录尚无账本,请用 --plan 给出方案。", "There is no pool here yet: name a plan with --plan."),
        PlanDiffersException differs => new(
            $"plan-differs:账本由方案 {differs.Journaled!.Settings.Id}({differs.Journaled.Hash[..12]}…)开立,"
            + $"与所给方案({differs.Given.Hash[..12]}…)不同;未执行任何命令。请用原方案,或换一个 --data。",
            $"plan-differs: this journal was opened with plan {differs.Journaled.Settings.Id} "
            + $"({differs.Journaled.Hash[..12]}…), not with the one given ({differs.Given.Hash[..12]}…); "
            + "nothing was applied. Use the plan it was opened with, or another --data."),
        PaymentSettingsException payments => new(payments.Sentence.Zh, payments.Sentence.En),
        RestorePointException point => new(point.Sentence.Zh, point.Sentence.En),
        ServerSettingsException settings => new(settings.Sentence.Zh, settings.Sentence.En),
        SealedRecordException damaged => new(
            $"实名资料 {damaged.Record} 用现有密钥打不开（已损坏，或封存时用的是另一把密钥）；什么都没有改动。请从备份恢复它，再轮换密钥。",
            $"The identity {damaged.Record} does not open under the present key: it is damaged, or was sealed under "
            + "another. Nothing was changed; restore it from a backup, then change the key.", ExitCodes.DamagedData),
        DirectoryBusyException => new(
            "另一个进程正在使用此目录,请稍后再试。", "Another process is using this directory; try again later."),
        JournalDamagedException damaged => Damaged(damaged),
        PoolStoppedException { InnerException: JournalDamagedException damaged } => Damaged(damaged),
        ShopAheadException ahead => new(
            $"shop.db 已跟随账本到位置 {ahead.Followed},而账本只到 {ahead.End}:请恢复账本较新的备份,或 shop.db 较早的备份。",
            ahead.Message, ExitCodes.DamagedData),
        PoolStoppedException stopped => new(
            $"账本已停止:{stopped.InnerException?.Message}。已回复的命令都已落盘;请排除原因后重新提交同一文件。",
            $"The pool has stopped: {stopped.InnerException?.Message}. What was answered is on disk; mend the cause "
            + "and submit the same file again.",
            ExitCodes.DamagedData),
        Microsoft.Data.Sqlite.SqliteException broken => new(
            $"数据文件无法读取:{broken.Message}。请运行 wellspring verify;views.db 可删,会自动重建。",
            $"A data file cannot be read: {broken.Message}. Run wellspring verify; views.db may be deleted, it is "
            + "rebuilt.",
            ExitCodes.DamagedData),
        BrokenInvariantException broken => new(
            $"自检未通过:{broken.Message}。请运行 wellspring verify。",
            $"A check of our own failed: {broken.Message}. Run wellspring verify.", ExitCodes.DamagedData),
        OperationCanceledException => new(
            "已中断。已答复的命令都已落盘;再次运行同一文件即可继续。",
            "Interrupted. What was answered is on disk; run the same file again to go on.", ExitCodes.Interrupted),
        _ when PostgresAway.Is(failure) => new(
            $"数据库没有应答:{failure.Message}。请检查它是否在运行、地址与账号是否正确,再试一次。",
            $"The database does not answer: {failure.Message}. See that it runs, and that address and account are "
            + "right; then try again."),
        IOException or UnauthorizedAccessException => new(
            $"读写失败:{failure.Message}", $"Cannot read or write: {failure.Message}"),
        _ => null,
    };

    private static BadInputException Damaged(JournalDamagedException damaged) => new(
        $"数据已损坏:批次 {damaged.Batch},{damaged.Reason}。未写入任何内容;请运行 wellspring verify,并从备份恢复。",
        $"The data is damaged: batch {damaged.Batch}, {damaged.Reason}. Nothing was written; run wellspring verify "
        + "and restore a backup.",
        ExitCodes.DamagedData);
}
