namespace Wellspring.Server.Tests.Shows;

/// <summary>
/// Every address that answers a GET: pages with an address where something is to be seen, and what is no page, with
/// the reason. A new page is missing here until somebody adds it, and a test says so.
/// </summary>
internal static class PageList
{
    /// <summary>Pages for members, merchants and visitors; holes are names of <see cref="SeededPlatform"/>.</summary>
    public static IReadOnlyDictionary<string, string[]> Pages { get; } = new Dictionary<string, string[]>
    {
        ["/"] = ["/"],
        ["/what-if"] = ["/what-if", "/what-if?orders=30000&atOnce=60&months=x"],
        ["/join"] = ["/join"],
        ["/login"] = ["/login"],
        ["/outbox"] = ["/outbox"],
        ["/home"] = ["/home"],
        ["/statement"] = ["/statement"],
        ["/wallet"] = ["/wallet"],
        ["/sell"] = ["/sell"],
        ["/sell/quote"] = ["/sell/quote?by=all", "/sell/quote?by=yuan&amount=x"],
        ["/sales/{id}"] = ["/sales/{sale}"],
        ["/withdraw"] = ["/withdraw"],
        ["/withdrawals/{id}"] = ["/withdrawals/{withdrawal}"],
        ["/proof"] = ["/proof"],
        ["/identity"] = ["/identity"],
        ["/me/tax"] = ["/me/tax", "/me/tax?year=2025"],
        ["/me/rules"] = ["/me/rules"],
        ["/me/privacy"] = ["/me/privacy"],
        ["/promoter"] = ["/promoter"],
        ["/me/referrer"] = ["/me/referrer", "/me/referrer?code={code}"],
        ["/agent"] = ["/agent"],
        ["/agent/{id}"] = ["/agent/{agency}", "/agent/{disclosed}"],
        ["/me"] = ["/me"],
        ["/me/contact"] = ["/me/contact"],
        ["/me/addresses"] = ["/me/addresses"],
        ["/me/addresses/new"] = ["/me/addresses/new", "/me/addresses/new?region=440106"],
        ["/me/tickets"] = ["/me/tickets"],
        ["/me/tickets/new"] = ["/me/tickets/new"],
        ["/me/tickets/{id}"] = ["/me/tickets/{ticket}"],
        ["/me/close"] = ["/me/close"],
        ["/me/close/confirm"] = ["/me/close/confirm"],
        ["/closed"] = ["/closed"],
        ["/privacy"] = ["/privacy"],
        ["/notices"] = ["/notices"],
        ["/login/lost"] = ["/login/lost"],
        ["/login/lost/{id}"] = ["/login/lost/{ticket}"],
        ["/shop"] = ["/shop"],
        ["/shop/{goods}"] = ["/shop/{tea}", "/shop/{meal}"],
        ["/checkout"] = [
            "/checkout?goods={tea}", "/checkout?goods={tea}&province=440000&by=all",
            "/checkout?goods={tea}&coinsBy=all",
        ],
        ["/s/{store}"] = ["/s/{store}", "/s/{store}?amount=26.00"],
        ["/orders"] = ["/orders"],
        ["/orders/{id}"] =
            [
                "/orders/{order}", "/orders/{paid}", "/orders/{shipped}", "/orders/{unpaid}", "/orders/{final}",
                "/orders/{coins}",
            ],
        ["/orders/{id}/refund"] = ["/orders/{order}/refund", "/orders/{order}/refund?amount=8&reason=7"],
        ["/pay/{payment}"] = ["/pay/{payment}"],
        ["/demo/pay/{payment}"] = ["/demo/pay/{payment}"],
        ["/me/malls"] = ["/me/malls"],
        ["/merchant"] = ["/merchant"],
        ["/merchant/apply"] = ["/merchant/apply"],
        ["/merchant/{merchant}"] = ["/merchant/{merchant}", "/merchant/{direct}"],
        ["/merchant/{merchant}/qr"] = ["/merchant/{merchant}/qr?amount=26.00"],
        ["/merchant/{merchant}/orders"] = ["/merchant/{merchant}/orders", "/merchant/{merchant}/orders?state=open"],
        ["/merchant/{merchant}/orders/{id}"] =
            [
                "/merchant/{merchant}/orders/{paid}", "/merchant/{merchant}/orders/{final}",
                "/merchant/{merchant}/orders/{coins}",
            ],
        ["/merchant/{merchant}/verify"] = ["/merchant/{merchant}/verify"],
        ["/merchant/{merchant}/goods"] = ["/merchant/{merchant}/goods"],
        ["/merchant/{merchant}/goods/new"] = ["/merchant/{merchant}/goods/new"],
        ["/merchant/{merchant}/goods/{id}"] = ["/merchant/{merchant}/goods/{tea}"],
        ["/merchant/{merchant}/stores"] = ["/merchant/{merchant}/stores"],
        ["/merchant/{merchant}/stores/new"] = ["/merchant/{merchant}/stores/new"],
        ["/merchant/{merchant}/stores/{id}"] = ["/merchant/{merchant}/stores/{store}"],
        ["/merchant/{merchant}/deposit"] = ["/merchant/{direct}/deposit"],
        ["/merchant/{merchant}/customers"] = ["/merchant/{merchant}/customers"],
        ["/merchant/{merchant}/people"] = ["/merchant/{merchant}/people"],
        ["/merchant/{merchant}/settlement"] = ["/merchant/{merchant}/settlement"],
        ["/merchant/{merchant}/settlement/{day}"] = ["/merchant/{merchant}/settlement/{day}"],
        ["/claim"] = ["/claim"],
        ["/claim/offer"] = ["/claim/offer"],
        ["/claim/releases"] = ["/claim/releases"],
        ["/claim/receipts/{id}"] = ["/claim/receipts/{answer}"],
        ["/claim/revoke"] = ["/claim/revoke"],
        ["/claim/waive"] = ["/claim/waive"],
        ["/me/consents"] = ["/me/consents"],
        ["/me/consents/{id}"] = ["/me/consents/{consent}?welcome=1"],
    };

    /// <summary>What answers a GET and is no page of a member or merchant.</summary>
    public static IReadOnlyDictionary<string, string> Others { get; } = new Dictionary<string, string>
    {
        ["/{**path:file}"] = "files",
        ["/merchant/{merchant}/settlement.csv"] = "a file to keep",
        ["/merchant/{merchant}/settlement/{day}/orders.csv"] = "a file to keep",
        ["/withdraw/quote"] = "under profile CN, seen in show C",
        ["/malls/link"] = "opened by a mall's signed link only",
        ["/me/export"] = "a file to keep",
        ["/proof/file.json"] = "a file to keep",
        ["/me/contact/code"] = "seen on the way of changing an address",
        ["/invite"] = "leads to /promoter",
        ["/rewards"] = "leads to /promoter",
        ["/language"] = "leads back",
        ["/what-if/scenario.json"] = "a file to keep",
        ["/r/{code}"] = "leads to /join",
        ["/health/live"] = "for programs",
        ["/health/ready"] = "for programs",
        ["/join/code/{id}"] = "seen on the way of joining",
        ["/login/code"] = "seen on the way of logging in",
    };

    /// <summary>Where other things begin: programs, files, and pages with tests of their own.</summary>
    public static IReadOnlyList<string> OtherRoots { get; } =
        ["/v1", "/console", "/setup", "/_", "/callbacks", "/log/"];
}
