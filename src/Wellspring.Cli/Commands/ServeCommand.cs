using System.CommandLine;
namespace Wellspring.Cli.Commands;
internal static class ServeCommand
{
    public static Command Build()
    {
        var c = new Command("serve", "启动平台 run the platform");
        c.SetAction(async (p, t) => { await Wellspring.Server.Serving.Build().RunAsync(t); return 0; });
        return c;
    }
}
