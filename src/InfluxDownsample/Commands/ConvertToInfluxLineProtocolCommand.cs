using System.Management.Automation;
using System.Text;
using InfluxDownsample.Core.Errors;
using InfluxDownsample.Core.LineProtocol;
using InfluxDownsample.Core.Points;
using InfluxDownsample.Errors;
using InfluxDownsample.Pipeline;
using InfluxDownsample.Points;
using InfluxDownsample.Points.Objects;

namespace InfluxDownsample.Commands;

/// <summary>Turns points or any objects into lines of line protocol, the very text that Write-InfluxPoints would send.</summary>
[Cmdlet(VerbsData.ConvertTo, "InfluxLineProtocol")]
[OutputType(typeof(string))]
public sealed class ConvertToInfluxLineProtocolCommand : PointCommand, IPointReceiver
{
    // Types of plain objects are decided over as many rows as Write-InfluxPoints sends at once.
    private const int RowsToDecideTypes = 5000;

    private readonly LineBuffer _line = new(1024);
    private PointInput? _input;

    private protected override void Begin()
    {
        RequireInput();
        _input = new PointInput(LineOptions(), RowsToDecideTypes, this);
    }

    private protected override void Process()
    {
        if (InputObject is not null)
        {
            _input!.Add(InputObject);
        }
    }

    private protected override void End()
    {
        _input!.Flush();
        _input.RequireNamedColumns();
    }

    private protected override void Close() => _line.Dispose();

    void IPointReceiver.Take(LineProtocolEncoder encoder, PointBatch batch, int row, InputRow input)
    {
        _line.Truncate(0);
        switch (encoder.Encode(batch, row, _line))
        {
            case LineOutcome.Written:
                // The line's own end is the pipeline's business.
                WriteObject(Encoding.UTF8.GetString(_line.Written[..^1]));
                break;
            case LineOutcome.Invalid:
                object about = input.Input is InfluxBatch whole ? whole.GetPoint(row) : input.Input;
                WriteError(ErrorRecords.From(new PointException(encoder.Problem!).At(input.Number), about));
                break;
            case LineOutcome.NoFields or LineOutcome.NonFinite:
                WriteVerbose("A row without a field was skipped.");
                break;
        }
    }

    void IPointReceiver.Refuse(object input, PointException reason) => WriteError(ErrorRecords.From(reason, input));

    // There is no target here.
    void IPointReceiver.Conflict(InputRow input, InfluxException reason) => throw reason;

    void IPointReceiver.Warn(string warning) => WriteWarning(warning);
}
