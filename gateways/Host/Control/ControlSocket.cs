using System.Net.Sockets;
using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using OpenSQT.Lmax.Host.Running;
using OpenSQT.Lmax.Host.Verbs;

namespace OpenSQT.Lmax.Host.Control;

/// <summary>
/// The local socket of a running engine: one line in (a verb), one line of JSON out. Only the owner of the data
/// directory can reach it. An answer to <c>stop</c> is the run's final report.
/// </summary>
public sealed class ControlSocket : IAsyncDisposable
{
    private const string From = "from.socket";
    private const int LongestRequest = 256;
    private const int MostClients = 16;
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(2);

    private readonly OperatorDesk _desk;
    private readonly Func<RunStatus> _status;
    private readonly HostLog _log;
    private readonly string _path;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SemaphoreSlim _room = new(MostClients);
    private readonly TaskCompletionSource<RunReport> _report = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private Task _serving = Task.CompletedTask;

    private ControlSocket(string dataDirectory, OperatorDesk desk, Func<RunStatus> status, HostLog log)
    {
        _path = ControlAddress.PathOf(dataDirectory);
        _desk = desk;
        _status = status;
        _log = log;
    }

    /// <summary>The caller holds the lock of the data directory: a socket that is there is a dead one's.</summary>
    public static async Task<ControlSocket> OpenAsync(
        string dataDirectory, OperatorDesk desk, Func<RunStatus> status, HostLog log)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("the control socket needs Linux");
        var control = new ControlSocket(dataDirectory, desk, status, log);
        Directory.CreateDirectory(ControlAddress.FolderOf(dataDirectory), ControlAddress.OwnerFolder);
        File.SetUnixFileMode(ControlAddress.FolderOf(dataDirectory), ControlAddress.OwnerFolder);
        File.Delete(control._path);
        await ControlAddress.UseAsync(dataDirectory, address =>
        {
            control._socket.Bind(address);
            return Task.CompletedTask;
        });
        File.SetUnixFileMode(control._path, ControlAddress.OwnerOnly);
        control._socket.Listen(MostClients);
        control._serving = control.ServeAsync();
        return control;
    }

    /// <summary>What those who asked for the end have been waiting for.</summary>
    public void Conclude(RunReport report) => _report.TrySetResult(report);

    public async ValueTask DisposeAsync()
    {
        _report.TrySetCanceled(); // whoever waits for a report sees the connection end
        await _end.CancelAsync();
        _socket.Dispose();
        File.Delete(_path);
        await _serving;
        for (int i = 0; i < MostClients; i++)
            if (!await _room.WaitAsync(LastAnswers)) break; // a client that does not read its answer
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(_end.Token);
                Socket client = await _socket.AcceptAsync(_end.Token);
                _ = AnswerAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                _room.Release();
                return;
            }
            catch (SocketException e)
            {
                _room.Release();
                _log.Warn(Words.Of("control.broken", e.Message), LogArea.Control);
            }
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        using NetworkStream stream = new(client, ownsSocket: true);
        try
        {
            string answer = await AnswerToAsync(await ReadLineAsync(stream));
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\n"));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            _log.Debug(Words.Of("control.gone", e.Message), LogArea.Control);
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<string> AnswerToAsync(string request)
    {
        if (request == OperatorVerbs.Status) return StatusLine(true, []);
        if (request == OperatorVerbs.Reload) return await ReloadAsync();
        if (!OperatorVerbs.Actions.TryGetValue(request, out OperatorAction action))
            return JsonLine.Of(line => line.WriteString("error", Words.Of("control.unknown", request)));
        bool isSeen = await _desk.AskAndSeeAsync(action, From);
        if (action != OperatorAction.Stop) return StatusLine(isSeen, []);
        RunReport report = await _report.Task;
        return JsonLine.Of(line =>
        {
            line.WriteNumber("exitCode", report.ExitCode);
            line.WritePropertyName("report");
            line.WriteRawValue(report.ToJson());
        });
    }

    private async Task<string> ReloadAsync()
    {
        try
        {
            (bool isApplied, IReadOnlyList<string> lines) = await _desk.ReloadAsync(From);
            return StatusLine(isApplied, lines);
        }
        catch (ConfigException e)
        {
            return JsonLine.Of(line => line.WriteString("error", e.Message));
        }
    }

    private string StatusLine(bool isApplied, IReadOnlyList<string> lines)
    {
        RunStatus status = _status();
        return JsonLine.Of(line =>
        {
            line.WriteBoolean("applied", isApplied);
            line.WriteStartArray("lines");
            foreach (string text in lines) line.WriteStringValue(text);
            line.WriteEndArray();
            line.WriteStartObject("status");
            status.WriteTo(line);
            line.WriteEndObject();
        });
    }

    /// <summary>At most one short line, and not for ever.</summary>
    private async Task<string> ReadLineAsync(NetworkStream stream)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        patience.CancelAfter(RequestPatience);
        byte[] buffer = new byte[LongestRequest];
        int length = 0;
        while (length < buffer.Length)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), patience.Token);
            int end = buffer.AsSpan(length, read).IndexOf((byte)'\n');
            if (end >= 0) return Encoding.UTF8.GetString(buffer, 0, length + end).Trim();
            if (read == 0) break;
            length += read;
        }

        return Encoding.UTF8.GetString(buffer, 0, length).Trim();
    }
}
