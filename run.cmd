@echo off
rem Sets Twohats up when something is missing or has changed, then starts it (Windows).
rem   run            open the window
rem   run test ARGS  set up the tests as well and run pytest with ARGS
rem   run setup      only set up
rem   run ARGUMENTS  the same as: twohats ARGUMENTS
setlocal
set "root=%~dp0"
set "venv=%root%.venv"
set "python=%venv%\Scripts\python.exe"
set "kind=runtime"
if /i "%~1"=="test" set "kind=test"
set PYTHONDONTWRITEBYTECODE=
set PYTHONPATH=
set PYTHONHOME=

rem The stamp is a copy of the inputs themselves and of the place they were installed from.
call :is_ready && goto start
echo twohats: setting up; the first time takes a minute or two 1>&2
del "%venv%\.ready-*" >nul 2>&1
call :is_sound || call :make_environment || exit /b 1
"%python%" -I -c "import hatchling, editables" >nul 2>&1 && if exist "%venv%\Scripts\uv.exe" goto packages
"%python%" -I -m pip install -q --disable-pip-version-check --require-hashes -r "%root%requirements-setup.lock" 1>&2 || exit /b 1

:packages
set "locks=-r "%root%requirements.lock""
if "%kind%"=="test" set "locks=%locks% -r "%root%requirements-dev.lock""
"%venv%\Scripts\uv.exe" pip install -q --python "%python%" --compile-bytecode --require-hashes %locks% 1>&2 && goto ourselves
echo twohats: trying again with pip 1>&2
"%python%" -I -m pip install -q --disable-pip-version-check --require-hashes %locks% 1>&2 || exit /b 1

:ourselves
pushd "%root%"
"%venv%\Scripts\uv.exe" pip install -q --python "%python%" --no-deps --no-build-isolation --offline -e . 1>&2
if errorlevel 1 (popd & exit /b 1)
"%python%" -I -m compileall -q app ui models migrations resources 1>&2
popd
"%python%" -P -m ui codes load --starter >nul || echo twohats: the diagnosis codes could not be prepared; try: run codes load --starter 1>&2
call :write_stamp "%venv%\.ready-%kind%"
if "%kind%"=="test" call :write_stamp "%venv%\.ready-runtime"
echo twohats: ready 1>&2

:start
if /i "%~1"=="setup" exit /b 0
if /i "%~1"=="test" goto tests
"%python%" -P -m ui %*
exit /b %errorlevel%

:tests
if not defined QT_QPA_PLATFORM set QT_QPA_PLATFORM=offscreen
rem "shift" does not change %%*, so the word "test" is cut off by hand.
set "rest=%*"
set "rest=%rest:~4%"
pushd "%root%"
if "%rest%"=="" set "rest=-n 2"
"%python%" -m pytest %rest%
set "result=%errorlevel%"
popd
exit /b %result%

:write_stamp
> "%~1" echo %root%
type "%root%run.cmd" "%root%pyproject.toml" "%root%requirements*.lock" >> "%~1" 2>nul
exit /b 0

:is_ready
if not exist "%venv%\.ready-%kind%" exit /b 1
if not exist "%python%" exit /b 1
call :write_stamp "%venv%\.wanted"
fc /b "%venv%\.wanted" "%venv%\.ready-%kind%" >nul
exit /b %errorlevel%

:is_sound
if not exist "%python%" exit /b 1
findstr /l /c:"%venv%" "%venv%\Scripts\activate.bat" >nul 2>&1 || exit /b 1
"%python%" -I -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" >nul 2>&1
exit /b %errorlevel%

:make_environment
if exist "%venv%" (
  echo twohats: making the environment anew 1>&2
  rmdir /s /q "%venv%"
)
for %%v in (3.13 3.12 3.11) do (
  py -%%v -m venv "%venv%" >nul 2>&1 && exit /b 0
)
python -I -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))" >nul 2>&1 && python -m venv "%venv%" && exit /b 0
echo twohats: please install Python 3.11 to 3.13 (for instance: winget install Python.Python.3.13), then start again 1>&2
exit /b 1
