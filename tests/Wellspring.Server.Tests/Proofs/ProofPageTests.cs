using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Wellspring.Core;
using Wellspring.Proof;
using Wellspring.Server.Logs;
using Wellspring.Server.Tests.Browser;
using Wellspring.Server.Tests.Finance;
using Wellspring.Server.Tests.Hosting;
using Wellspring.Server.Tests.Wallets;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Proofs;

namespace Wellspring.Server.Tests.Proofs;

/// <summary>A member checks in the browser, and sees a lie where it stands.</summary>
[Collection(BrowserTests.Name)]
public sealed class ProofPageTests(Chromium chromium)
{
    [Fact]
    public async Task Before_anything_was_published_the_page_says_so_and_there_is_no_file()
    {
        await using var cashier = await BalanceTests.TownAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        using var stranger = cashier.Server.VisitAs("m-zoe");

        await anna.OpenAsync("/proof");
        Assert.Contains("还没有公布过余额", anna.Text, StringComparison.Ordinal);
        await stranger.OpenAsync("/proof");
        Assert.Contains("账本里还没有您的记录", stranger.Text, StringComparison.Ordinal);
        using var none = await anna.Client.GetAsync("/proof/file.json");
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task The_file_holds_for_the_checker_and_belongs_to_its_member_alone()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);

        var anna = MemberProof.Parse(await FileAsync(cashier, "m-anna"));
        var bert = MemberProof.Parse(await FileAsync(cashier, "m-bert"));

        Assert.Empty(anna.Failing());
        Assert.Empty(bert.Failing());
        Assert.NotEqual(anna.Member, bert.Member);
        Assert.Equal(anna.Statement, bert.Statement);
        Assert.Equal([MemberProofStep.Tree], (anna with { Member = bert.Member }).Failing());
        Assert.Equal([MemberProofStep.Tree], (anna with { Balances = bert.Balances }).Failing());
        Assert.Equal(
            anna.Statement.Total, Balances.Sum(anna.Balances, bert.Balances));
    }

    [Fact]
    public async Task The_browser_works_all_four_steps_out_again()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        await cashier.AttestAsync();
        using var anna = cashier.Server.VisitAs("m-anna");

        foreach (var (screen, dark) in new[] { (Screen.Phone, true), (Screen.Desk, false) })
        {
            await using var page = await chromium.VisitAsync(cashier.Server.Address, screen, dark: dark);
            await page.UseCookiesAsync(anna.Cookies);
            await page.GoAsync("/proof");
            await VerdictAsync(page, "good");

            Assert.Equal(4, await page.Page.Locator(".steps b.good:visible").CountAsync());
            await page.AssertSoundAsync($"proof-{screen.Name}-{(dark ? "dark" : "light")}");
        }
    }

    [Fact]
    public async Task The_device_remembers_the_log_and_sees_when_another_one_is_shown()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);
        await page.GoAsync("/proof");
        await VerdictAsync(page, "good");
        Assert.Empty(await ShownAsync(page));
        await cashier.Server.PassAsync(TimeSpan.FromDays(1));
        await cashier.Get<BalanceBook>().RunAsync(default);

        await page.GoAsync("/proof");
        await VerdictAsync(page, "good");
        Assert.Equal(["continued"], await ShownAsync(page));

        await ForgeAsync(page, "key: 'another+00000000+key'");
        await page.GoAsync("/proof");
        await VerdictAsync(page, "moved");
        Assert.Equal(["continued", "moved"], await ShownAsync(page));
        await page.Page.Locator("#compared").ClickAsync();
        await VerdictAsync(page, "good");
        await page.GoAsync("/proof");
        await VerdictAsync(page, "good");
        Assert.Equal(["continued"], await ShownAsync(page));

        await ForgeAsync(page, "root: btoa('another root of 32 bytes exactly')");
        await page.GoAsync("/proof");
        await VerdictAsync(page, "bad");
        Assert.Equal(["forked"], await ShownAsync(page));
    }

    private static Task<string[]> ShownAsync(BrowserPage page) => page.Page
        .Locator("#continued:visible, #forked:visible, #uncompared:visible, #moved:visible")
        .EvaluateAllAsync<string[]>("all => all.map(one => one.id)");

    // What the device kept, as if it had seen something else.
    private static Task ForgeAsync(BrowserPage page, string change) => page.Page.EvaluateAsync($$"""
        () => Object.keys(localStorage).forEach(name => localStorage.setItem(
            name, JSON.stringify({ ...JSON.parse(localStorage.getItem(name)), {{change}} })))
        """);

    [Fact]
    public async Task The_page_in_English_leaves_no_Chinese_words()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        await cashier.AttestAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);

        await page.GoAsync("/language?to=en&back=/proof");
        await VerdictAsync(page, "good");

        Assert.Equal("/proof", page.Location);
        Assert.Empty(await page.FindLeftoversAsync("en", ".lang"));
    }

    [Fact]
    public async Task Without_script_the_page_says_that_nothing_was_checked_and_offers_the_file()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone, script: false);
        await page.UseCookiesAsync(anna.Cookies);

        await page.GoAsync("/proof");

        var text = await page.Page.Locator("main").InnerTextAsync();
        Assert.Contains("本页什么也没有核对", text, StringComparison.Ordinal);
        Assert.DoesNotContain("四步都成立", text, StringComparison.Ordinal);
        Assert.Equal(0, await page.Page.Locator(".steps b.good:visible").CountAsync());
        Assert.True(await page.Page.Locator("a[download]").IsVisibleAsync());
    }

    /// <summary>Pictures to judge with one's own eyes, in <c>artifacts/screens</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Pictures_of_the_page_at_390_and_1440_in_light_and_dark()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        await cashier.AttestAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        foreach (var screen in new[] { new Screen("390", 390, 844), Screen.Desk })
        {
            foreach (var dark in new[] { false, true })
            {
                await using var page = await chromium.VisitAsync(cashier.Server.Address, screen, dark: dark);
                await page.UseCookiesAsync(anna.Cookies);
                await page.GoAsync("/proof");
                await VerdictAsync(page, "good");
                await page.Page.Locator("details summary").ClickAsync();
                await page.ShootAsync($"own-proof-{screen.Width}-{(dark ? "dark" : "light")}");
            }
        }
    }

    [Fact]
    public async Task A_lie_in_the_file_is_seen_in_the_browser_and_by_the_checker_at_the_same_step()
    {
        (string Place, string Steps)[] lies =
        [
            ("points", "tree"), ("wallet", "tree"), ("member", "tree"), ("statement.wallet", "tree statement"),
            ("statement.day", "statement"), ("index", "statement log"), ("entry", "log"), ("inclusion", "log"),
            ("checkpoint", "log signature"), ("key", "signature"), ("pool", "signature"),
        ];
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");
        var honest = await FileAsync(cashier, "m-anna");
        var file = honest;
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);
        await page.Page.RouteAsync("**/proof/file.json", route => route.FulfillAsync(new()
        {
            ContentType = "application/json", Body = file,
        }));

        foreach (var (place, steps) in lies)
        {
            file = Lie(JsonNode.Parse(honest)!.AsObject(), place);
            await page.GoAsync("/proof");
            await VerdictAsync(page, "bad");

            var seen = await page.Page.Locator(".steps li:has(b.wrong:visible)").EvaluateAllAsync<string[]>(
                "all => all.map(one => one.id.slice(5))");
            Assert.Equal((place, steps), (place, string.Join(' ', seen)));
            Assert.Equal(
                (place, steps), (place, string.Join(' ', MemberProof.Parse(file).Failing()).ToLowerInvariant()));
        }
    }

    [Fact]
    public async Task Figures_on_the_page_that_are_not_the_file_s_are_not_called_proved()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");
        var other = await FileAsync(cashier, "m-bert");
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);
        await page.Page.RouteAsync("**/proof/file.json", route => route.FulfillAsync(new()
        {
            ContentType = "application/json", Body = other,
        }));

        await page.GoAsync("/proof");

        await VerdictAsync(page, "bad");
        Assert.Empty(MemberProof.Parse(other).Failing());
    }

    [Theory]
    [InlineData("id=\"yuan\">¥", "id=\"yuan\">¥1")]
    [InlineData("data-value=\"", "data-value=\"1")]
    [InlineData("data-day=\"2026-12-16", "data-day=\"2026-12-15")]
    [InlineData("data-member=\"", "data-member=\"1")]
    public async Task A_page_whose_yuan_day_or_number_is_not_the_proof_s_is_not_called_proved(string from, string to)
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");
        var honest = await anna.Client.GetStringAsync("/proof");
        Assert.Contains(from, honest, StringComparison.Ordinal);
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);
        await page.Page.RouteAsync("**/proof", route => route.FulfillAsync(new()
        {
            ContentType = "text/html; charset=utf-8", Body = honest.Replace(from, to, StringComparison.Ordinal),
        }));

        await page.GoAsync("/proof");

        await VerdictAsync(page, "bad");
    }

    [Theory]
    [InlineData("NotSupportedError", "part")]
    [InlineData("DataError", "bad")]
    public async Task Only_a_browser_that_cannot_check_signatures_leaves_that_step_open(string error, string verdict)
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);
        await page.Page.AddInitScriptAsync(
            $"SubtleCrypto.prototype.importKey = async () => {{ throw new DOMException('no', '{error}'); }};");

        await page.GoAsync("/proof");

        await VerdictAsync(page, verdict);
    }

    [Fact]
    public async Task The_browser_refuses_a_negative_place_in_the_log()
    {
        await using var cashier = await BalanceTests.TownAsync();
        await cashier.Get<BalanceBook>().RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");
        var file = JsonNode.Parse(await FileAsync(cashier, "m-anna"))!.AsObject();
        var log = new LogTree();
        log.Add(LogProof.Leaf("first"u8));
        log.Add(LogProof.Leaf("last"u8));
        file["entry"] = "last";
        file["inclusion"] = new JsonArray(LogProof.Leaf("first"u8).ToString());
        file["checkpoint"] = $"pool\n2\n{log.Root}\n\n";
        await using var page = await chromium.VisitAsync(cashier.Server.Address, Screen.Phone);
        await page.UseCookiesAsync(anna.Cookies);
        await page.GoAsync("/proof");

        foreach (var (index, holds) in new[] { (1, true), (-1, false) })
        {
            file["index"] = index;
            Assert.Equal(holds, await page.Page.EvaluateAsync<bool>(
                """
                async file => (await (await import('/_content/Wellspring.Server/proof.js')).check(JSON.parse(file))).log
                """, file.ToJsonString()));
        }
    }

    [Fact]
    public async Task A_day_that_differs_is_told_to_members_and_the_last_good_one_is_still_proved()
    {
        await using var cashier = await BalanceTests.TownAsync();
        var book = cashier.Get<BalanceBook>();
        await book.RunAsync(default);
        await cashier.Server.PassAsync(TimeSpan.FromDays(1));
        book.Distorts = one => one with { Wallet = one.Wallet + Money.FromYuan(1) };
        await book.RunAsync(default);
        using var anna = cashier.Server.VisitAs("m-anna");

        await anna.OpenAsync("/proof");

        Assert.Contains("2026-12-17", anna.Document.QuerySelector("#differs")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(MemberProof.Parse(await FileAsync(cashier, "m-anna")).Failing());
    }

    [Fact]
    public async Task The_bank_s_word_is_shown_with_its_age_and_that_cash_out_waits_when_it_is_old()
    {
        await using var cashier = await BalanceTests.TownAsync();
        using var anna = cashier.Server.VisitAs("m-anna");
        await anna.OpenAsync("/proof");
        Assert.Contains("还没有登记过银行余额", anna.Text, StringComparison.Ordinal);
        Assert.NotNull(anna.Document.QuerySelector("#unreconciled"));

        await cashier.AttestAsync();
        await anna.OpenAsync("/proof");
        Assert.Contains("0 天", anna.Document.QuerySelector("#bank")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("只有平台两名人员", anna.Text, StringComparison.Ordinal);
        Assert.Null(anna.Document.QuerySelector("#unreconciled"));

        await cashier.Server.PassAsync(TimeSpan.FromDays(8));
        await anna.OpenAsync("/proof");
        Assert.Contains("8 天", anna.Document.QuerySelector("#bank")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(anna.Document.QuerySelector("#unreconciled"));
    }

    [Fact]
    public async Task The_page_names_who_witnessed_the_log_when_and_whether_the_proof_is_in_what_they_saw()
    {
        var folder = Directory.CreateTempSubdirectory("wellspring-witnessed-").FullName;
        try
        {
            var witness = NoteSigner.Create("watcher.example", NoteKeyKind.Witness);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "server.json"), $$"""{ "log": { "witnesses": "{{witness.Verifier}}" } }""");
            await using var cashier = await BalanceTests.TownAsync(folder);
            using var anna = cashier.Server.VisitAs("m-anna");
            await anna.OpenAsync("/proof");
            Assert.Contains("还没有见证方签过", Witnesses(anna), StringComparison.Ordinal);

            var size = await CosignAsync(cashier, witness);
            await cashier.Get<BalanceBook>().RunAsync(default);
            await anna.OpenAsync("/proof");
            Assert.Contains("watcher.example", Witnesses(anna), StringComparison.Ordinal);
            Assert.Contains($"2026-12-16 14:26，签了前 {size} 条，还没看到", Witnesses(anna), StringComparison.Ordinal);

            size = await CosignAsync(cashier, witness);
            await anna.OpenAsync("/proof");
            Assert.Contains($"签了前 {size} 条，含您的这份证明", Witnesses(anna), StringComparison.Ordinal);
            Assert.Contains("可以向见证方自己核对", Witnesses(anna), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_outside_signature_counts_only_on_just_these_facts_and_by_a_known_key()
    {
        await using var cashier = await BalanceTests.TownAsync();
        var bank = cashier.Get<AttestationBook>();
        var said = new BankAttestation("****8888", "1.00", "2026-12-16T06:00:00.000Z", Cashier.Paper);
        var stranger = new NoteSigner("auditor.example", NoteKeyKind.Log, new byte[32]);
        var note = new SignedNote(said.Text, []).SignedBy(stranger).ToString();

        var (act, mistake) = bank.Draft("****8888", "1.00", "2026-12-16 14:00", Cashier.Paper, note);

        Assert.Null(act);
        Assert.Contains(said.Text, mistake!.Value.Zh, StringComparison.Ordinal);
        (act, mistake) = bank.Draft("****8888", "1.00", "2026-12-16 14:00", Cashier.Paper, "no note");
        Assert.Null(act);
        Assert.Contains("unreadable", mistake!.Value.En, StringComparison.Ordinal);
    }

    private static string Witnesses(Walker anna) => anna.Document.QuerySelector("#witnesses")!.TextContent;

    // Signed at no time that there is, it is not taken.
    private static async Task<long> CosignAsync(Cashier cashier, NoteSigner witness)
    {
        var desk = cashier.Get<LogDesk>();
        await desk.RunAsync(default);
        var note = desk.Newest!;
        Assert.False(desk.Take(note.CosignedBy(witness, long.MaxValue)));
        Assert.True(desk.Take(note.CosignedBy(witness, 1_797_402_400)));
        return Checkpoint.Parse(note.Text).Size;
    }

    private static async Task<string> FileAsync(Cashier cashier, string member)
    {
        using var walker = cashier.Server.VisitAs(member);
        return await walker.Client.GetStringAsync("/proof/file.json");
    }

    private static Task VerdictAsync(BrowserPage page, string word) =>
        page.Page.Locator($"#verdict [data-say={word}]").WaitForAsync(new()
        {
            State = WaitForSelectorState.Visible, Timeout = 20_000,
        });

    private static string Lie(JsonObject file, string lie)
    {
        var parts = lie.Split('.');
        var place = parts.Length == 2 ? file[parts[0]]!.AsObject() : file;
        var name = parts[^1];
        place[name] = name switch
        {
            "member" or "index" => place[name]!.GetValue<long>() + 1,
            "inclusion" => new JsonArray([.. place[name]!.AsArray().Skip(1).Select(one => one!.DeepClone())]),
            "day" => "2026-12-01",
            "entry" => place[name]!.GetValue<string>() + " ",
            "checkpoint" => Flipped(place[name]!.GetValue<string>(), '\n', 2, 5),
            "key" => new NoteSigner(
                NoteVerifier.Parse(place[name]!.GetValue<string>()).Name, NoteKeyKind.Log, new byte[32])
                .Verifier.ToString(),
            "pool" => "elsewhere",
            _ => Flipped(place[name]!.GetValue<string>(), '.', 1, 1),
        };
        return file.ToJsonString(new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    // Another letter at a place behind the nth border.
    private static string Flipped(string text, char border, int nth, int behind)
    {
        var at = -1;
        for (var found = 0; found < nth; found++)
        {
            at = text.IndexOf(border, at + 1);
        }

        at += behind;
        return text.Remove(at, 1).Insert(at, text[at] == '1' ? "2" : "1");
    }
}
