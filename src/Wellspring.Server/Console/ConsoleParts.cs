using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console;

/// <summary>What the console needs beside the shop's own parts.</summary>
internal static class ConsoleParts
{
    public static void AddServices(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var protector = provider.GetRequiredService<IDataProtectionProvider>().CreateProtector("staff");
            return new SecretBox(protector.Protect, protector.Unprotect);
        });
        services.AddSingleton<Identities>();
        services.AddSingleton<StaffBook>();
        services.AddSingleton<StaffLogin>();
        services.AddSingleton<PoolEffects>();
        services.AddSingleton<Approvals>();
        services.AddSingleton<IFollowsJournal, PoolDays>();
        services.AddSingleton<ConsoleReads>();
        services.AddSingleton<Jobs>();
        services.AddScoped<Desk>();
    }
}
