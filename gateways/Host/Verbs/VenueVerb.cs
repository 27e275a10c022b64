using System.Globalization;
using System.Net.Sockets;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Simulated;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary><c>opensqt venue</c>: the simulated venue alone, until a signal.</summary>
public static class VenueVerb
{
    public static async Task<int> RunAsync(
        int port, string? configFile, IReadOnlyDictionary<string, (string Option, string Text)> overrides)
    {
        ConfigValues values = new ConfigReader(Environment.GetEnvironmentVariable).Read(configFile, overrides);
        using var stop = new StopSignals("stopping the venue");
        SimulatedVenueOptions options = EmbeddedVenue.OptionsOf(
            SimulatedMarket.From(values), values.Text("trading.symbol")!, values.Text("journal.dir"), port);
        await using SimulatedVenue venue = await StartAsync(options);
        Print(venue.Url, options);
        await Task.Delay(Timeout.Infinite, stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        return ExitCode.Ok;
    }

    private static async Task<SimulatedVenue> StartAsync(SimulatedVenueOptions options)
    {
        try
        {
            return await SimulatedVenue.StartAsync(options);
        }
        catch (IOException e) when (e.InnerException is { } inner && IsInUse(inner))
        {
            throw PortInUse(options.Port);
        }
        catch (SocketException e) when (IsInUse(e))
        {
            throw PortInUse(options.Port);
        }
    }

    private static bool IsInUse(Exception fault) =>
        fault is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        || (fault.InnerException is { } inner && IsInUse(inner));

    private static BadInputException PortInUse(int port) => new(string.Create(
        CultureInfo.InvariantCulture, $"--port: {port} is in use; stop what uses it, or take another one (0 = any free)"));

    private static void Print(string url, SimulatedVenueOptions options)
    {
        string stream = "ws" + url["http".Length..];
        Console.Out.WriteLine($"REST              {url}");
        Console.Out.WriteLine($"streams           {stream}/public {stream}/market {stream}/private");
        Console.Out.WriteLine($"order entry       {stream}/ws-fapi/v1");
        Console.Out.WriteLine($"trade on it with  opensqt run --venue-url {url}");
        Console.Out.WriteLine($"OPENSQT_API_KEY={options.ApiKey}");
        Console.Out.WriteLine($"OPENSQT_API_SECRET={options.ApiSecret}");
    }
}
