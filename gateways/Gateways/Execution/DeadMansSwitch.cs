using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>
/// Lets the venue cancel every order of the symbol when nothing tells it in time that we are alive: when the process,
/// the machine or the network is gone, and also when the engine stands still in a process that lives. So it is wound
/// up again only when the engine has moved on since the last time.
/// </summary>
internal sealed class DeadMansSwitch : IDisposable
{
    private const int WindingsPerCountdown = 6;
    private const int ReplyTimeoutMs = 3_000;

    private readonly IVenueProtocol _protocol;
    private readonly HttpConnection _connection;
    private readonly MonotonicClock _clock;
    private readonly DeadMansSwitchOptions _options;
    private readonly VenueRequest _request = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _seenProgress = -1;
    private bool _isStarted;
    private volatile string _problem = "";

    public DeadMansSwitch(
        IVenueProtocol protocol, VenueAddress address, MonotonicClock clock, DeadMansSwitchOptions options,
        X509Certificate2? customRoot)
    {
        _protocol = protocol;
        _connection = new HttpConnection(address, clock, customRoot);
        _clock = clock;
        _options = options;
        _thread = new Thread(Run) { Name = "dead-mans-switch", IsBackground = true };
    }

    /// <summary>What keeps it from being wound up, for people; empty = nothing.</summary>
    public string Problem => _problem;

    public void Start()
    {
        _isStarted = true;
        _thread.Start();
    }

    /// <summary>
    /// Stops winding. Without <see cref="DeadMansSwitchOptions.StaysArmed"/> it is switched off at the venue, because
    /// orders are to outlive us; else it stays armed and catches what arrives late.
    /// </summary>
    public void Dispose()
    {
        _stop.Set();
        if (_isStarted) _thread.Join();
        if (_isStarted && !_options.StaysArmed) TrySend(TimeSpan.Zero);
        _connection.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        do
        {
            long progress = _options.Progress();
            if (progress == _seenProgress)
            {
                _problem = "the engine does not move: the dead-man's switch is running down";
                continue;
            }

            if (TrySend(_options.Countdown)) _seenProgress = progress;
        }
        while (!_stop.Wait(_options.Countdown / WindingsPerCountdown));
    }

    private bool TrySend(TimeSpan countdown)
    {
        if (!_protocol.EncodeDeadMansSwitch(countdown, _clock.NowNs, _request)) return false;
        try
        {
            int status = _connection.Exchange(_request, ReplyTimeoutMs, (in reply) => reply.Status);
            _problem = status == 200 ? "" : $"the venue refuses the dead-man's switch: HTTP {status}";
        }
        catch (VenueException e)
        {
            _problem = $"the dead-man's switch is not wound up: {e.Message}";
        }

        return _problem.Length == 0;
    }
}
