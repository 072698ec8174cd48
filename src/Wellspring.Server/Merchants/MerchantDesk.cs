using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Server.Access;
using Wellspring.Server.Pages;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Merchants;

/// <summary>Who stands at which merchant's counter; every handler under <c>/merchant/{merchant}</c> asks.</summary>
/// <param name="Merchant">Null for a stranger: the address does not exist for them.</param>
public sealed record MerchantDesk(string MemberId, MerchantRole Role, Merchant? Merchant)
{
    public string Id => Of.Id;

    /// <summary>The merchant, behind <see cref="AdmitAsync"/>.</summary>
    public Merchant Of => Merchant ?? throw new InvalidOperationException("a stranger was let in");

    public bool IsOwner => Role is MerchantRole.Owner;

    public string Address(string path = "") => $"/merchant/{Id}{path}";

    public static ValueTask<MerchantDesk?> BindAsync(HttpContext context)
    {
        var visitor = context.RequestServices.GetRequiredService<Visitor>();
        var id = context.Request.RouteValues["merchant"] as string ?? "";
        var role = visitor.Merchants.Where(entry => entry.Merchant == id)
            .Select(entry => Codes.Role(entry.Role)).FirstOrDefault();
        var merchant = role is null ? null : context.RequestServices.GetRequiredService<MerchantBook>().Find(id);
        return ValueTask.FromResult<MerchantDesk?>(new(visitor.Member, role ?? MerchantRole.Staff, merchant));
    }

    /// <summary>Lets the merchant's own people in; for others the address is not there.</summary>
    public static ValueTask<object?> AdmitAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        DeskOf(context).Merchant is null
            ? ValueTask.FromResult<object?>(Results.NotFound())
            : next(context);

    /// <summary>Lets owners in; staff read why not.</summary>
    public static ValueTask<object?> AdmitOwnerAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) => DeskOf(context) switch
        {
            { Merchant: null } => ValueTask.FromResult<object?>(Results.NotFound()),
            { IsOwner: false } desk => ValueTask.FromResult<object?>(
                Page.Of<OwnerOnlyPage>(desk, StatusCodes.Status403Forbidden)),
            _ => next(context),
        };

    // A handler that forgets to ask for its desk is found by the first request that reaches it.
    private static MerchantDesk DeskOf(EndpointFilterInvocationContext context) =>
        context.Arguments.OfType<MerchantDesk>().Single();
}
