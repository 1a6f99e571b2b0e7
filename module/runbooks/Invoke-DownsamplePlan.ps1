<#
.SYNOPSIS
A runbook: runs a plan of Invoke-InfluxDownsample, in Azure Automation or under any scheduler.

.DESCRIPTION
Writes one line of JSON for each job of the plan and one for the whole, and nothing else, and fails when a job failed, after the others have run.
It keeps no state: what is done is read from the target, so that it may run as often as you like, be stopped anywhere, and go on when it is started again,
as after the limits of a sandbox. A job whose lock is still that of a run that was cut off is tried again until the lock is stale.
All parameters are text or numbers, since those are what Azure Automation can pass.

.PARAMETER Plan
The plan: a file (psd1 or JSON), or the JSON itself.

.PARAMETER PlanVariable
The Automation variable that holds the plan's JSON.

.PARAMETER Token
Where the token is that the plan calls INFLUX_TOKEN:
  influx-token                                         an encrypted Automation variable
  https://myvault.vault.azure.net/secrets/influx       a secret of Key Vault, read by the account's managed identity
  secret:influx, secret:MyVault/influx                 a secret of the module Microsoft.PowerShell.SecretManagement
Several tokens are a JSON object: { "RAW_TOKEN": "raw-token", "TARGET_TOKEN": "https://..." }, by the plan's TokenVariable.

.PARAMETER IdentityClientId
The client id of a user-assigned identity; without, the account's own.

.PARAMETER Job
The jobs to run, such as occupancy/hours, wildcards allowed; several are separated by commas.

.PARAMETER LockWaitSec
How long a job is tried again that another run holds. A lock is stale two minutes after the last sign of its run.

.EXAMPLE
./Invoke-DownsamplePlan.ps1 -Plan ./plan.psd1 -Token secret:influx
#>
[CmdletBinding()]
param(
    [string] $Plan,
    [string] $PlanVariable,
    [string] $Token,
    [string] $IdentityClientId,
    [string] $Job = '*',
    [int] $LockWaitSec = 180
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$InformationPreference = 'Ignore'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'

# https://learn.microsoft.com/azure/automation/enable-managed-identity-for-automation, Key Vault's REST API "Get Secret".
function Get-VaultSecret([uri] $Secret) {
    if (-not ($Secret.Scheme -eq 'https' -or $Secret.IsLoopback)) {
        throw "A secret is asked for over https only, not at '$Secret'."
    }

    if (-not $env:IDENTITY_ENDPOINT) {
        throw 'There is no managed identity here (IDENTITY_ENDPOINT is not set), so Key Vault cannot be asked. Enable the identity of the Automation account.'
    }

    # The vaults of each cloud have a resource of their own: myvault.vault.azure.net, myvault.vault.azure.cn.
    $resource = $Secret.Host -match '\.(vault\..+)$' ? "https://$($Matches[1])" : 'https://vault.azure.net'
    $query = "resource=$([uri]::EscapeDataString($resource))&api-version=2019-08-01"
    if ($IdentityClientId) {
        $query += "&client_id=$([uri]::EscapeDataString($IdentityClientId))"
    }

    $identity = Invoke-RestMethod "$($env:IDENTITY_ENDPOINT)?$query" -Headers @{ 'X-IDENTITY-HEADER' = $env:IDENTITY_HEADER; Metadata = 'True' }
    $answer = Invoke-RestMethod "$($Secret.AbsoluteUri)?api-version=7.4" -Headers @{ Authorization = "Bearer $($identity.access_token)" }
    $answer.value
}

# A command that only some places have, with what to do where it is not.
function Assert-Command([string] $Name, [string] $Otherwise) {
    if (-not (Get-Command $Name -ErrorAction Ignore)) {
        throw "There is no $Name here. $Otherwise"
    }
}

function Get-AccountVariable([string] $Name) {
    # Without the name: who gives the token itself by mistake must not find it in a log.
    Assert-Command Get-AutomationVariable "It is Azure Automation's, for the variables of its account. Elsewhere say -Plan, and -Token secret:NAME, or leave -Token out and set INFLUX_TOKEN."
    Get-AutomationVariable -Name $Name
}

function Get-Token([string] $Place) {
    $token = if ($Place -match '^https?://') {
        Get-VaultSecret $Place
    }
    elseif ($Place -match '^secret:(?:(?<vault>[^/]+)/)?(?<name>[^/]+)$') {
        Assert-Command Get-Secret 'Install the module Microsoft.PowerShell.SecretManagement and register a vault.'
        $vault = $Matches.ContainsKey('vault') ? @{ Vault = $Matches.vault } : @{}
        Get-Secret -Name $Matches.name @vault -AsPlainText
    }
    else {
        Get-AccountVariable $Place
    }

    if (-not $token) {
        throw 'What -Token names holds no token.'
    }

    [string] $token
}

function Test-Locked($Failure) { $Failure.FullyQualifiedErrorId -like 'JobLocked*' }

if (-not ($Plan -xor $PlanVariable)) {
    throw 'Say -Plan, a file or JSON, or -PlanVariable, an Automation variable that holds JSON.'
}

$temporary = $null
$tokens = @{}
$lines = [System.Collections.Generic.List[object]]::new()
$written = 0L
$failures = @()
$warnings = @()
$started = [datetime]::UtcNow
try {
    if ($PlanVariable) {
        # A variable made by a script may hold the object itself.
        $stored = Get-AccountVariable $PlanVariable
        $Plan = $stored -is [string] ? $stored : (ConvertTo-Json $stored -Depth 20)
    }

    if ($Plan.TrimStart().StartsWith('{')) {
        $json = $Plan
        # A folder of its own, so that errors name plan.json and a line.
        $temporary = (New-Item ([System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), [guid]::NewGuid().ToString('N'))) -ItemType Directory).FullName
        $Plan = Join-Path $temporary plan.json
        Set-Content -LiteralPath $Plan -Value $json
    }

    if ($Token) {
        $places = @{ INFLUX_TOKEN = $Token }
        if ($Token.TrimStart().StartsWith('{')) {
            try {
                $places = ConvertFrom-Json $Token -AsHashtable
            }
            catch {
                throw "-Token begins like JSON and is none: $_"
            }
        }

        foreach ($name in $places.Keys) {
            # Known to this process alone, and only until the plan has run.
            $tokens[$name] = [System.Environment]::GetEnvironmentVariable($name)
            [System.Environment]::SetEnvironmentVariable($name, (Get-Token $places[$name]))
        }
    }

    $until = $started.AddSeconds($LockWaitSec)
    do {
        $failures = @()
        $run = @{ LiteralPath = $Plan; Job = @($Job -split ',').ForEach({ $_.Trim() }); ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures'; WarningVariable = '+warnings' }
        $results = @(Invoke-InfluxDownsample @run)
        $isLocked = @($failures | Where-Object { Test-Locked $_ }).Count -gt 0 -and [datetime]::UtcNow -lt $until
        foreach ($result in $results) {
            # What another run holds is not over yet; what had nothing to do has been told, or will be.
            if (-not $isLocked -or $result.PointsWritten -gt 0) {
                $lines.Add($result)
                $written += $result.PointsWritten
                [ordered]@{
                    Job = $result.Job; Status = $result.Status; From = $result.From; To = $result.To; WindowsWritten = $result.WindowsWritten; WindowsChanged = $result.WindowsChanged
                    WindowsSkipped = $result.WindowsSkipped; PointsWritten = $result.PointsWritten; Retries = $result.Retries; Duration = "$($result.Duration)"; Error = $result.Error
                } | ConvertTo-Json -Compress
            }
        }

        if ($isLocked) {
            Start-Sleep -Seconds ([math]::Clamp(($until - [datetime]::UtcNow).TotalSeconds, 1, 5))
        }
    } while ($isLocked)
}
finally {
    foreach ($name in $tokens.Keys) {
        [System.Environment]::SetEnvironmentVariable($name, $tokens[$name])
    }

    if ($temporary) {
        Remove-Item -LiteralPath $temporary -Recurse -ErrorAction Ignore
    }
}

$failed = @($results | Where-Object Status -EQ Failed).Count
[ordered]@{
    Status = $failures ? 'Failed' : 'Completed'; Jobs = $lines.Count; Failed = $failed; PointsWritten = $written
    Started = $started.ToString('o'); Seconds = [math]::Round(([datetime]::UtcNow - $started).TotalSeconds, 1); Errors = @($failures.ForEach({ "$_" })); Warnings = @($warnings.ForEach({ "$_" }) | Select-Object -Unique)
} | ConvertTo-Json -Compress

if ($failures) {
    $what = $failed -eq 0 ? 'The plan was not run' : $failed -eq 1 ? 'A downsampling job failed' : "$failed downsampling jobs failed"
    throw "${what}: $($failures[0])$($failures.Count -gt 1 ? " ($($failures.Count) errors in all)" : '')"
}
