using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Wellspring.Core;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Staff;
using Wellspring.Shop.Wallets;

namespace Wellspring.Server.Tests.Finance;

public sealed class ReportTests
{
    [Fact]
    public async Task A_quarter_s_pack_lists_income_by_kind_masked_until_two_people_name_an_authority()
    {
        await using var cashier = await Cashier.OpenAsync();
        await cashier.DecideTaxAsync();
        using var anna = await cashier.MemberAsync("m-anna", "20000");
        await cashier.AttestAsync();
        await anna.OpenAsync("/withdraw/quote?amount=1000");
        await anna.SendAsync("#confirm");
        var id = anna.Location["/withdrawals/".Length..];
        await cashier.Get<Withdrawals>().ApproveAsync(id, cashier.Risk.Id, null, default);
        await cashier.Get<Withdrawals>().ConfirmPaidAsync(id, cashier.Finance.Id, "V-1", default);
        var reports = cashier.Get<ReportBook>();

        Assert.Null(reports.Make("2026-Q4", cashier.Finance.Id));
        Assert.Null(reports.Make("2026-Q4", cashier.Finance.Id));
        var masked = reports.All(10);
        Assert.Equal(masked[0].Hash, masked[1].Hash);
        var people = Read(reports, masked[0].Id, "people.csv");
        Assert.Contains(
            "\"m-anna\",\"林***\",\"****002X\",\"****002X\",\"pointSale\",\"偶然所得\",\"1\",\"1000.000000\",\"200.000000\"",
            people, StringComparison.Ordinal);
        Assert.DoesNotContain(Cashier.Number, people, StringComparison.Ordinal);

        var asked = ReportBook.Named("2026-Q4", "国家税务总局某区税务局,国务院令第810号").Act;
        Assert.Equal(ActAnswer.Done, (await cashier.TwoAsync(asked)).Code);
        var named = reports.All(10).Single(one => one.Scope is not null);
        Assert.Contains(Cashier.Number, Read(reports, named.Id, "people.csv"), StringComparison.Ordinal);
        Assert.Equal(cashier.Risk.Id, named.Approver);

        Assert.Equal(2, cashier.Get<ShopDatabase>().Read(reader =>
            reader.Number($"SELECT count(*) FROM audit WHERE act = 'report.downloaded'")));
        Assert.Null(reports.File(named.Id, cashier.Finance.Id, "R-2026-4"));
        Assert.NotNull(reports.File(named.Id, cashier.Finance.Id, "R-2026-4"));
    }

    [Fact]
    public async Task The_calendar_reminds_of_what_law_sets_a_date_for()
    {
        await using var cashier = await Cashier.OpenAsync();
        var reports = cashier.Get<ReportBook>();
        Assert.Empty(await reports.CalendarAsync(default));
        cashier.Get<ShopDatabase>().Write(transaction =>
        {
            transaction.Execute($"""
                INSERT INTO merchants (id, name, state, commission, funding, class, applied_at)
                VALUES ('mt-1', 'Tea', 'active', 200000, 'own-goods', 'standard', 0)
                """);
            transaction.Execute($"""
                INSERT INTO orders (id, member, merchant, kind, state, total, cash, redeemed, credit, credit_kept,
                    points, points_scale, plain, region, funding, created_at, expires_at, paid_at)
                VALUES ('o-1', 'm-anna', 'mt-1', 'code', 'paid', 1, 1, 0, 0, 0, 0, 0, 0, '440106', 'own-goods', 0, 0,
                    {Instant.From(cashier.Server.Wall.GetUtcNow())})
                """);
        });
        Assert.Equal(["CN-TAX-05"], (await reports.CalendarAsync(default)).Select(one => one.Code));

        Assert.Null(reports.Note(ReportBook.Base, "2026", cashier.Finance.Id));
        Assert.Null(reports.File(reports.All(1)[0].Id, cashier.Finance.Id, "R-1"));
        Assert.Empty(await reports.CalendarAsync(default));

        cashier.Server.Wall.Advance(TimeSpan.FromDays(60));
        Assert.Equal(["CN-TAX-04"], (await reports.CalendarAsync(default)).Select(one => one.Code));
        Assert.Null(reports.Make("2026-Q4", cashier.Finance.Id));
        Assert.Null(reports.File(
            reports.All(9).Single(one => one.Kind == ReportBook.Quarter).Id, cashier.Finance.Id, "R-2"));
        Assert.Empty(await reports.CalendarAsync(default));
    }

    [Fact]
    public async Task A_request_about_personal_data_has_a_deadline_and_an_answer()
    {
        await using var server = await RunningServer.StartAsync();
        using var anna = server.VisitAs("m-anna");
        await anna.OpenAsync("/me/privacy");
        await anna.SendAsync("#ask", ("kind", "correct"), ("text", "手机号已换"));
        var privacy = server.Get<PrivacyBook>();
        var request = Assert.Single(privacy.In("open", 10));
        Assert.Equal(request.OpenedAt.Plus(Duration.Days(15)), request.DueAt);

        Assert.NotNull(privacy.Answer(request.Id, "s-1", "done", "ok"));
        Assert.Null(privacy.Answer(request.Id, "s-1", "done", "已按您的要求更正"));

        await anna.OpenAsync("/me/privacy");
        Assert.Contains("已按您的要求更正", anna.Text, StringComparison.Ordinal);
        Assert.Empty(privacy.In("open", 10));
    }

    [Fact]
    public async Task A_leak_is_closed_only_after_the_authority_and_the_people_were_told()
    {
        await using var server = await RunningServer.StartAsync();
        var privacy = server.Get<PrivacyBook>();
        Assert.NotNull(privacy.Leaked("误发邮件", "昵称", "many", "已撤回并删除", "s-1"));
        Assert.Null(privacy.Leaked("误发邮件", "昵称", "3", "已撤回并删除", "s-1"));
        var leak = Assert.Single(privacy.Leaks());

        Assert.NotNull(privacy.LeakStep(leak.Id, "close", "s-1"));
        Assert.Null(privacy.LeakStep(leak.Id, "authority", "s-1"));
        Assert.NotNull(privacy.LeakStep(leak.Id, "close", "s-1"));
        Assert.Null(privacy.LeakStep(leak.Id, "people", "s-1"));
        Assert.Null(privacy.LeakStep(leak.Id, "close", "s-1"));

        Assert.NotNull(privacy.Leaks()[0].ClosedAt);
    }

    [Fact]
    public async Task Suspected_fund_raising_is_kept_with_its_words_until_a_person_decides()
    {
        await using var server = await RunningServer.StartAsync();
        var book = server.Get<SuspicionBook>();
        Assert.Null(book.Keep("某群", "保本高收益,稳赚不赔", "CN-ADV-01", "s-1"));
        var kept = Assert.Single(book.All(10));
        Assert.Equal(kept.FoundAt.Plus(Duration.Days(3)), kept.DueAt);

        Assert.NotNull(book.Decide(kept.Id, "s-2", "perhaps", "not sure yet"));
        Assert.Null(book.Decide(kept.Id, "s-2", "reported", "回执 2026-001"));
        Assert.NotNull(book.Decide(kept.Id, "s-2", "not-reported", "changed my mind"));

        Assert.Equal("reported", book.All(1)[0].Decision);
    }

    private static string Read(ReportBook reports, string id, string name)
    {
        var (zip, _) = reports.Download(id, "s-1")!.Value;
        using var archive = new ZipArchive(new MemoryStream(zip));
        using var manifest = JsonDocument.Parse(archive.GetEntry("manifest.json")!.Open());
        using var stream = archive.GetEntry(name)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var stated = manifest.RootElement.GetProperty("files").EnumerateArray()
            .Single(file => file.GetProperty("name").GetString() == name).GetProperty("sha256").GetString();
        Assert.Equal(stated, Convert.ToHexStringLower(SHA256.HashData(memory.ToArray())));
        return System.Text.Encoding.UTF8.GetString(memory.ToArray());
    }
}
