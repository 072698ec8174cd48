using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Wellspring.Core;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Finance;

namespace Wellspring.Server.Finance;

/// <summary>What a member asks about their own information, and the answer (PIPL 44 to 50).</summary>
internal static class PrivacyPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/privacy").RequireAuthorization(Policies.Member);
        own.MapGet("", (Visitor visitor, PrivacyBook book) => Show(visitor, book, null));
        own.MapPost("", (HttpContext http, Visitor visitor, PrivacyBook book) => Posted.OnceAsync(http, posted =>
            Task.FromResult(book.Ask(posted.Id("pr"), visitor.Member, posted["kind"], posted["text"]) is { } wrong
                ? Next.Show(Show(visitor, book, wrong))
                : Next.To("/me/privacy"))));
    }

    /// <summary>What the kinds of requests are called.</summary>
    public static Bilingual NameOf(string kind) => kind switch
    {
        "access" => new("查阅、复制我的信息", "See or copy my information"),
        "correct" => new("更正我的信息", "Correct my information"),
        "erase" => new("删除我的信息", "Erase my information"),
        "withdraw" => new("撤回同意", "Take a consent back"),
        "explain" => new("解释处理规则或自动决定", "Explain the rules or an automatic decision"),
        var other => new(other, other),
    };

    private static IResult Show(Visitor visitor, PrivacyBook book, Bilingual? wrong) => Page.Of<PrivacyRequestPage>(
        new PrivacyModel(book.Of(visitor.Member), wrong),
        wrong is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
}

/// <summary>A member's requests.</summary>
public sealed record PrivacyModel(IReadOnlyList<PrivacyRequest> Requests, Bilingual? Wrong);
